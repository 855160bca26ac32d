package org.suanli.benchmarks;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import org.suanli.simulation.oracle.PhillyOracle;
import org.suanli.simulation.oracle.Traces;
import org.suanli.simulation.run.Progress;

/// The engine on public traces against the results that others published of them: every figure must
/// be theirs, and the time is that of the whole process.
final class OracleBenchmark {
  /// Memory operations of all cores of a quiet machine of two.
  private static final double REFERENCE = 22_000_000;

  /// As long as a person waits for an answer without looking away.
  private static final Measurement.Goal HELIOS_GOAL =
      new Measurement.Goal(new Measurement.Figure.Millis(5_000), REFERENCE);

  private OracleBenchmark() {}

  static Benchmark helios() {
    return new Benchmark(
        "oracle-helios",
        "Two months of Philly under two policies against HeliosArtifact's results, JVM start"
            + " included.",
        OracleBenchmark::measureHelios);
  }

  private static List<Measurement> measureHelios() throws Exception {
    var oracle = new PhillyOracle(traces());
    var simulated = oracle.simulated(Progress.NONE);
    double millis = millisOfProcess();
    var published = oracle.published();
    System.out.println("                          published               simulated");
    System.out.println("policy  cluster    jobs   completion      queue   completion      queue");
    int same = 0;
    for (int index = 0; index < published.size(); index++) {
      var want = published.get(index);
      var is = simulated.get(index);
      same += is.isSame(want) ? 1 : 0;
      System.out.printf(
          "%-6s  %-8s %6d  %11.2f %10.2f  %11.2f %10.2f%s%n",
          is.policy(),
          is.cluster(),
          is.jobs(),
          want.meanCompletion(),
          want.meanQueue(),
          is.meanCompletion(),
          is.meanQueue(),
          is.isSame(want) ? "" : "  DIFFERS");
    }
    System.out.printf("%d of %d rows are the same to 0.01 s%n", same, published.size());
    if (same != published.size() || simulated.size() != published.size()) {
      throw new IllegalStateException("Every row must be the published one.");
    }
    return List.of(
        new Measurement(
            "oracle-helios",
            new Measurement.Figure.Millis(millis),
            HELIOS_GOAL,
            List.of(Calibration.memoryOfAllCores())));
  }

  private static Path traces() {
    return Traces.folder().orElseThrow(() -> new IllegalStateException(Traces.REMEDY));
  }

  /// Since this process was started, which is before its JVM was ready.
  private static double millisOfProcess() {
    return System.currentTimeMillis()
        - ProcessHandle.current()
            .info()
            .startInstant()
            .map(java.time.Instant::toEpochMilli)
            .orElseGet(() -> ManagementFactory.getRuntimeMXBean().getStartTime());
  }
}
