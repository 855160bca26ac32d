package org.suanli.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// How much of a fixed piece of work the machine did, so that figures of different machines, and of
/// one machine at different hours, can be compared.
///
/// @param of what it did, in the plural
record Calibration(String of, double perSecond) {
  private static final int KEYS = 10_000;
  private static final int ROUNDS = 100;
  private static final long MULTIPLIER = 6_364_136_223_846_793_005L;

  private static final int BLOCK_BYTES = 8 * 1024;
  private static final int BLOCKS = 256;
  private static final double SECONDS = 2;

  /// Processor time of this thread in nanoseconds: what others do on the machine does not count.
  static long processorNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /// Insertions into and removals from a sorted map of 10,000 keys, which is what the engine's
  /// indexes do: of one core, by its processor time.
  static Calibration memory() {
    operate(ROUNDS);
    long start = processorNanos();
    long operations = operate(ROUNDS);
    return new Calibration("memory operations", operations * 1e9 / (processorNanos() - start));
  }

  /// The mean of this, from before a measurement, and one from after it: the machine's load
  /// changes.
  Calibration meanWith(Calibration after) {
    return new Calibration(of, (perSecond + after.perSecond) / 2);
  }

  /// The same by every core at once, by the wall clock: what others leave of the machine.
  static Calibration memoryOfAllCores() throws Exception {
    operate(ROUNDS);
    return new Calibration(
        "memory operations of all cores",
        onAllCores(
            end -> {
              long operations = 0;
              while (System.nanoTime() < end) {
                operations += operate(1);
              }
              return operations;
            }));
  }

  private static long operate(int rounds) {
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

  /// Writes of 8 KiB, each flushed to the disk before the next, in a file of the folder.
  static Calibration fsyncs(Path folder) throws IOException {
    var file = Files.createTempFile(folder, "calibration", null);
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      var block = ByteBuffer.allocate(BLOCK_BYTES);
      for (int index = 0; index < BLOCKS; index++) {
        channel.write(block.clear());
      }
      channel.force(true);
      long start = System.nanoTime();
      long end = start + (long) (SECONDS * 1e9);
      long count = 0;
      for (; System.nanoTime() < end; count++) {
        channel.write(block.clear(), count % BLOCKS * BLOCK_BYTES);
        channel.force(false);
      }
      return new Calibration("fsyncs", count * 1e9 / (System.nanoTime() - start));
    } finally {
      Files.delete(file);
    }
  }

  /// Processes started and waited for, each a copy of /bin/true, by as many threads as there are
  /// cores.
  static Calibration spawns() throws Exception {
    return new Calibration(
        "process spawns",
        onAllCores(
            end -> {
              long spawned = 0;
              for (; System.nanoTime() < end; spawned++) {
                run(List.of("/bin/true"));
              }
              return spawned;
            }));
  }

  /// Starts of a JVM that says its version, one after the other.
  static Calibration jvmStarts() throws Exception {
    var command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    var version = new java.util.ArrayList<>(command);
    version.add("-version");
    run(version);
    long start = System.nanoTime();
    long end = start + (long) (SECONDS * 1e9);
    long count = 0;
    for (; System.nanoTime() < end; count++) {
      run(version);
    }
    return new Calibration("JVM starts", count * 1e9 / (System.nanoTime() - start));
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command);
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    int code = builder.start().waitFor();
    if (code != 0) {
      throw new IllegalStateException(command + " must exit with 0, not " + code + ".");
    }
  }

  private interface Work {
    long until(long endNanos) throws Exception;
  }

  private static double onAllCores(Work work) throws Exception {
    int cores = Runtime.getRuntime().availableProcessors();
    try (var threads = Executors.newFixedThreadPool(cores)) {
      long start = System.nanoTime();
      long end = start + (long) (SECONDS * 1e9);
      Callable<Long> one = () -> work.until(end);
      long count = 0;
      for (var result : threads.invokeAll(java.util.Collections.nCopies(cores, one))) {
        count += result.get(1, TimeUnit.MINUTES);
      }
      return count * 1e9 / (System.nanoTime() - start);
    }
  }

  @Override
  public String toString() {
    return "%,.0f %s/s".formatted(perSecond, of);
  }
}
