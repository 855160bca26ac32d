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

  /// What so many starts in a row do not mend, such as a full disk, another one does not either.
  /// The pauses between them add up to half a minute.
  static final int TRIES_MAX = 6;

  private static final Duration PAUSE = Duration.ofSeconds(1);

  /// An end after so long a life is the first of its row.
  private static final Duration LIFE_MIN = Duration.ofMinutes(5);

  /// The end is told by the kernel; but of a process that nobody has looked after yet, only another
  /// look finds that it is dead.
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final Supplier<Optional<ProcessHandle>> running;
  private final Runnable start;
  private final AtomicInteger restarts = new AtomicInteger();
  private final Thread thread = Thread.ofVirtual().name("postgres-caretaker").unstarted(this::run);

  /// @param running the process that is to live; empty if none does
  /// @param start waits until it serves again; fails with a {@link DatabaseException}
  Caretaker(Supplier<Optional<ProcessHandle>> running, Runnable start) {
    this.running = running;
    this.start = start;
  }

  void start() {
    thread.start();
  }

  /// How often it was started again.
  int restarts() {
    return restarts.get();
  }

  private void run() {
    try {
      int tries = 0;
      while (tries < TRIES_MAX) {
        long since = System.nanoTime();
        awaitEnd();
        if (System.nanoTime() - since > LIFE_MIN.toNanos()) {
          tries = 0;
        }
        if (tries > 0) {
          Thread.sleep(PAUSE.multipliedBy(1L << (tries - 1)));
        }
        tries++;
        startAgain(tries);
      }
      LOG.error("event=postgres_given_up tries={}", tries);
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
