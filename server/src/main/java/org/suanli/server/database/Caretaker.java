package org.suanli.server.database;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has a PostgreSQL started again whenever it ends by itself, until closed: at once the first time,
/// after a pause that doubles if it does not stay up, and not for ever.
final class Caretaker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Caretaker.class);

  /// The end is told by the kernel; but of a process that nobody has looked after yet, only another
  /// look finds that it is dead.
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final Supplier<Optional<ProcessHandle>> running;
  private final Runnable start;
  private final Patience patience;
  private final AtomicInteger restarts = new AtomicInteger();
  private final Thread thread = Thread.ofVirtual().name("postgres-caretaker").unstarted(this::run);

  /// How much is tried.
  ///
  /// @param starts in a row, at most: what they do not mend, another one does not either
  /// @param pause before the second start of a row; before each later one twice the last
  /// @param life an end after a longer one is the first of its row
  record Patience(int starts, Duration pause, Duration life) {}

  /// @param running the process that is to live; empty if none does
  /// @param start waits until it serves again; fails with a {@link DatabaseException}
  Caretaker(Supplier<Optional<ProcessHandle>> running, Runnable start, Patience patience) {
    this.running = running;
    this.start = start;
    this.patience = patience;
  }

  void start() {
    thread.start();
  }

  /// How often it was started again.
  int restarts() {
    return restarts.get();
  }

  /// Whether it looks after nothing any more: too many starts in a row were in vain, or it was
  /// closed.
  boolean isOver() {
    return thread.getState() == Thread.State.TERMINATED;
  }

  private void run() {
    try {
      int tries = 0;
      while (true) {
        long since = System.nanoTime();
        awaitEnd();
        if (System.nanoTime() - since > patience.life().toNanos()) {
          tries = 0;
        }
        if (tries == patience.starts()) {
          LOG.error("event=postgres_given_up tries={}", tries);
          return;
        }
        if (tries > 0) {
          Thread.sleep(patience.pause().multipliedBy(1L << (tries - 1)));
        }
        tries++;
        startAgain(tries);
      }
    } catch (InterruptedException _) {
      // It was closed.
    } catch (RuntimeException e) {
      // A control loop: nobody else would say that nothing is taken care of any more.
      LOG.error("event=postgres_given_up", e);
    }
  }

  private void startAgain(int number) {
    LOG.error("event=postgres_died try={}", number);
    try {
      long since = System.nanoTime();
      start.run();
      restarts.incrementAndGet();
      LOG.warn(
          "event=postgres_started_again try={} millis={}",
          number,
          (System.nanoTime() - since) / 1_000_000);
    } catch (DatabaseException e) {
      LOG.error("event=postgres_not_started try={}", number, e);
    }
  }

  private void awaitEnd() throws InterruptedException {
    for (var process = running.get(); process.isPresent(); process = running.get()) {
      try {
        process.get().onExit().get(LOOK.toSeconds(), TimeUnit.SECONDS);
      } catch (TimeoutException _) {
        // It lives, or nobody has looked after it.
      } catch (ExecutionException e) {
        throw new IllegalStateException("The end of a process cannot be awaited.", e);
      }
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
