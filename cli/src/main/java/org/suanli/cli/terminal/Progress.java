package org.suanli.cli.terminal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Says on a terminal what takes longer than a second; the line goes when it is done.
public final class Progress implements AutoCloseable {
  private static final long QUIET_MILLIS = 1_000;
  private static final long STEP_MILLIS = 250;
  private static final String CLEAR = "\r\u001b[K";

  private final Terminal terminal;
  private final Supplier<String> label;
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread painter;

  private Progress(Terminal terminal, Supplier<String> label) {
    this.terminal = terminal;
    this.label = label;
    this.painter = Thread.ofPlatform().daemon().name("progress").unstarted(this::paint);
  }

  /// @param label what is being done, asked anew for every painting
  public static Progress of(Terminal terminal, Supplier<String> label) {
    var progress = new Progress(terminal, label);
    if (terminal.isErrTerminal()) {
      progress.painter.start();
    }
    return progress;
  }

  private void paint() {
    long started = System.nanoTime();
    try {
      long wait = QUIET_MILLIS;
      boolean isPainted = false;
      while (!done.await(wait, TimeUnit.MILLISECONDS)) {
        var taken = Times.span(Duration.ofNanos(System.nanoTime() - started));
        terminal.err().print(CLEAR + label.get() + " (" + taken + ")");
        terminal.err().flush();
        isPainted = true;
        wait = STEP_MILLIS;
      }
      if (isPainted) {
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
    if (terminal.isErrTerminal()) {
      try {
        painter.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
