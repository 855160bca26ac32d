package org.suanli.executor.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.suanli.core.units.Megaflops;

/// Measures what one slot of a host does: dense FP32 multiply-adds, two operations each, on all
/// processors at once, divided by the slots. To be measured once and published as a rating; never
/// taken again for a charge.
public final class HostRating {
  /// Fits the first cache of any processor of the last decade.
  private static final int FLOATS = 2_048;

  private static final int ROUNDS = 512;
  private static final long OPERATIONS_PER_ROUND = 2L * FLOATS;
  private static final Duration WARM_UP = Duration.ofMillis(300);
  private static final Duration MEASURED = Duration.ofMillis(500);
  private static final long NANOS_PER_MICRO = 1_000;

  private HostRating() {}

  /// Takes about one second of all processors.
  ///
  /// @return of one slot; one or more
  public static Megaflops measure(HostLayout layout) {
    int threads = Runtime.getRuntime().availableProcessors();
    run(threads, WARM_UP);
    long machine = run(threads, MEASURED);
    long slots = Math.multiplyExact((long) layout.nodes(), layout.slots());
    return new Megaflops(Math.max(1, machine / slots));
  }

  /// @return of all threads together, in millions of operations per second
  private static long run(int threads, Duration duration) {
    var total = new AtomicLong();
    var ready = new CountDownLatch(threads);
    var workers = new ArrayList<Thread>();
    for (int index = 0; index < threads; index++) {
      workers.add(
          Thread.ofPlatform()
              .daemon()
              .start(
                  () -> {
                    ready.countDown();
                    await(ready);
                    total.addAndGet(measureOne(duration));
                  }));
    }
    for (var worker : workers) {
      join(worker);
    }
    return total.get();
  }

  private static long measureOne(Duration duration) {
    var values = new float[FLOATS];
    java.util.Arrays.fill(values, 1.0f);
    long begin = System.nanoTime();
    long operations = 0;
    long elapsed;
    do {
      multiplyAdd(values);
      operations += OPERATIONS_PER_ROUND * ROUNDS;
      elapsed = System.nanoTime() - begin;
    } while (elapsed < duration.toNanos());
    if (Float.isNaN(values[0])) {
      throw new IllegalStateException("The measurement diverged.");
    }
    // Operations per microsecond are millions per second.
    return operations / Math.max(1, elapsed / NANOS_PER_MICRO);
  }

  /// Converges to 2, so that no value becomes denormal, which would be slow.
  private static void multiplyAdd(float[] values) {
    for (int round = 0; round < ROUNDS; round++) {
      for (int index = 0; index < FLOATS; index++) {
        values[index] = values[index] * 0.5f + 1.0f;
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The measurement was interrupted.", e);
    }
  }

  private static void join(Thread worker) {
    try {
      worker.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The measurement was interrupted.", e);
    }
  }
}
