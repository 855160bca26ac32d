package org.suanli.cli.terminal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/// Says on a terminal what takes longer than a second; the line goes when it is done. Of several at
/// once, the first speaks.
public final class Progress implements AutoCloseable {
  private static final long QUIET_MILLIS = 1_000;
  private static final long STEP_MILLIS = 250;
  private static final String CLEAR = "\r\u001b[K";
  private static final AtomicBoolean IS_TAKEN = new AtomicBoolean();

  private final Terminal terminal;
  private final Supplier<String> label;
  private final boolean isPainted;
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread painter;

  private Progress(Terminal terminal, Supplier<String> label) {
    this.terminal = terminal;
    this.label = label;
    this.isPainted = terminal.isErrTerminal() && IS_TAKEN.compareAndSet(false, true);
    this.painter = Thread.ofPlatform().daemon().name("progress").unstarted(this::paint);
  }

  /// @param label what is being done, asked anew for every painting
  public static Progress of(Terminal terminal, Supplier<String> label) {
    var progress = new Progress(terminal, label);
    if (progress.isPainted) {
      progress.painter.start();
    }
    return progress;
  }

  private void paint() {
    long started = System.nanoTime();
    try {
      long wait = QUIET_MILLIS;
      boolean isShown = false;
      while (!done.await(wait, TimeUnit.MILLISECONDS)) {
        var taken = Times.span(Duration.ofNanos(System.nanoTime() - started));
        terminal.err().print(CLEAR + label.get() + " (" + taken + ")");
        terminal.err().flush();
        isShown = true;
        wait = STEP_MILLIS;
      }
      if (isShown) {
        terminal.err().print(CLEAR);
        terminal.err().flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    done.countDown();
    if (isPainted) {
      try {
        painter.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        IS_TAKEN.set(false);
      }
    }
  }
}
