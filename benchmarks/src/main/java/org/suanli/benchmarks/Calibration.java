package org.suanli.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.TreeMap;

/// A fixed piece of work, so that figures of different machines can be compared: insertions into
/// and removals from a sorted map of 10,000 keys, which is what the engine's indexes do.
final class Calibration {
  private static final int KEYS = 10_000;
  private static final int ROUNDS = 100;
  private static final long MULTIPLIER = 6_364_136_223_846_793_005L;

  private Calibration() {}

  /// Processor time of this thread in nanoseconds: what others do on the machine does not count.
  static long processorNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /// Operations per second of processor time, after a warm-up.
  static double operationsPerSecond() {
    run(ROUNDS);
    long start = processorNanos();
    long operations = run(ROUNDS);
    return operations * 1e9 / (processorNanos() - start);
  }

  private static long run(int rounds) {
    var map = new TreeMap<Long, Long>();
    var keys = new long[KEYS];
    long state = 1;
    for (int round = 0; round < rounds; round++) {
      for (int index = 0; index < KEYS; index++) {
        map.remove(keys[index]);
        state = state * MULTIPLIER + 1;
        keys[index] = state;
        map.put(state, state);
      }
    }
    if (map.size() != KEYS) {
      throw new IllegalStateException("The keys (" + map.size() + ") must be " + KEYS + ".");
    }
    return 2L * KEYS * rounds;
  }
}
