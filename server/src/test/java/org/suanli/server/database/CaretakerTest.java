package org.suanli.server.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Of real processes, which wait for their input to end.
@Timeout(60)
class CaretakerTest {
  private static final Duration WAIT_MAX = Duration.ofSeconds(30);
  private static final Duration LOOK = Duration.ofMillis(2);
  private static final Duration PAUSE = Duration.ofMillis(1);

  private final Semaphore started = new Semaphore(0);
  private volatile Process process = process();

  @AfterEach
  void close() {
    process.destroyForcibly();
  }

  private static Process process() {
    try {
      return new ProcessBuilder("cat").start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Caretaker caretaker(int starts, Duration life, Runnable start) {
    var caretaker =
        new Caretaker(
            () -> Optional.of(process.toHandle()).filter(ProcessHandle::isAlive),
            start,
            new Caretaker.Patience(starts, PAUSE, life));
    caretaker.start();
    return caretaker;
  }

  private void start() {
    process = process();
    started.release();
  }

  private void killAndAwaitStart() throws InterruptedException {
    process.destroyForcibly();
    assertThat(started.tryAcquire(WAIT_MAX.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  private static void awaitOver(Caretaker caretaker) {
    long deadline = System.nanoTime() + WAIT_MAX.toNanos();
    while (!caretaker.isOver()) {
      assertThat(deadline - System.nanoTime()).isPositive();
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  @Test
  void whatLivedLongEnoughIsStartedAgainHoweverOftenItEnds() throws InterruptedException {
    try (var caretaker = caretaker(1, Duration.ZERO, this::start)) {
      for (int kill = 0; kill < 5; kill++) {
        killAndAwaitStart();
      }
    }
    assertThat(process.isAlive()).isTrue();
  }

  @Test
  void whatDoesNotStayUpIsStartedSoOftenAndNoMore() throws InterruptedException {
    try (var caretaker = caretaker(3, Duration.ofDays(1), this::start)) {
      for (int kill = 0; kill < 3; kill++) {
        killAndAwaitStart();
      }
      process.destroyForcibly();
      awaitOver(caretaker);
      assertThat(caretaker.restarts()).isEqualTo(3);
      assertThat(process.isAlive()).isFalse();
    }
  }

  @Test
  void whatCannotBeStartedIsTriedSoOftenAndNoMore() {
    var tries = new Semaphore(0);
    Runnable fails =
        () -> {
          tries.release();
          throw new DatabaseException("The disk is full.");
        };
    try (var caretaker = caretaker(3, Duration.ofDays(1), fails)) {
      process.destroyForcibly();
      awaitOver(caretaker);
      assertThat(tries.availablePermits()).isEqualTo(3);
      assertThat(caretaker.restarts()).isZero();
    }
  }
}
