package org.suanli.examples.tinygpt;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The request to stop early (SIGTERM or SIGINT), and the wait of the dying JVM until the run has
/// stopped in order.
final class StopSignal {
  /// The exit code of a run that was asked to stop: 128 + SIGTERM.
  static final int EXIT_CODE = 143;

  /// Longer than a step, an evaluation and a checkpoint; platforms kill sooner.
  private static final Duration GRACE = Duration.ofSeconds(60);

  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile int exitCode;

  /// Takes signals from now on. Where a signal comes, the JVM's exit code is the run's all the
  /// same: a run that fails or finishes while it stops says so.
  void install() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stopInOrder, "stop-signal"));
  }

  private void stopInOrder() {
    if (ended.getCount() == 0) {
      return;
    }
    request();
    try {
      boolean hasEnded = ended.await(GRACE.toMillis(), TimeUnit.MILLISECONDS);
      if (hasEnded && exitCode != EXIT_CODE) {
        Runtime.getRuntime().halt(exitCode);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void request() {
    requested.countDown();
  }

  boolean isRequested() {
    return requested.getCount() == 0;
  }

  /// Waits that long, or until stopping is requested.
  void await(Duration duration) {
    try {
      requested.await(duration.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      request();
    }
  }

  /// Says that the run is over; the JVM may exit.
  void end(int code) {
    exitCode = code;
    ended.countDown();
  }
}
