package org.suanli.benchmarks;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.suanli.api.Paths;

/// From `./suanli up` to the first answer, on a data folder that was used before: launcher, JVM,
/// PostgreSQL, the journal's reading and HTTP.
final class BootBenchmark {
  private static final int BOOTS = 5;
  private static final long LOOK_MILLIS = 5;

  /// Memory operations of all cores of a quiet machine of two.
  private static final double REFERENCE = 22_000_000;

  /// How long an operator waits after an upgrade, with all users of the centre.
  private static final Measurement.Goal GOAL =
      new Measurement.Goal(new Measurement.Figure.Millis(6_000), REFERENCE);

  private BootBenchmark() {}

  static Benchmark benchmark() {
    return new Benchmark(
        "boot",
        "`./suanli up` to the first answer on a used data folder, PostgreSQL included.",
        () -> Folder.with("boot", BootBenchmark::measure));
  }

  private static List<Measurement> measure(Path folder) throws Exception {
    System.out.printf("First start: %,.0f ms%n", boot(folder));
    System.out.printf("Warm-up: %,.0f ms%n", boot(folder));
    var jvms = Calibration.jvmStarts();
    var spawns = Calibration.spawns();
    var memory = Calibration.memoryOfAllCores();
    var fsyncs = Calibration.fsyncs(folder);
    var millis = new double[BOOTS];
    for (int index = 0; index < BOOTS; index++) {
      millis[index] = boot(folder);
    }
    Arrays.sort(millis);
    System.out.printf(
        "Boots: %,.0f to %,.0f ms, median %,.0f ms%n",
        millis[0], millis[BOOTS - 1], millis[BOOTS / 2]);
    return List.of(
        new Measurement(
            "ready",
            new Measurement.Figure.Millis(millis[BOOTS / 2]),
            GOAL,
            List.of(memory.meanWith(Calibration.memoryOfAllCores()), jvms, spawns, fsyncs)));
  }

  private static double boot(Path folder) throws Exception {
    long start = System.nanoTime();
    try (var centre = new LiveCentre(folder, List.of());
        var connection = centre.connect("")) {
      while (connection.send("GET", Paths.HEALTH, "").status() != 200) {
        Thread.sleep(LOOK_MILLIS);
      }
      return (System.nanoTime() - start) / 1e6;
    }
  }
}
