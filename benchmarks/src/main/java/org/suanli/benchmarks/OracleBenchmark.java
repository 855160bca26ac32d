package org.suanli.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.suanli.simulation.oracle.Hpc2nOracle;
import org.suanli.simulation.oracle.OpenbCommand;
import org.suanli.simulation.oracle.PackingCommand;
import org.suanli.simulation.oracle.PhillyOracle;
import org.suanli.simulation.oracle.Traces;

/// The engine and its packing on public traces against the results that others published of them:
/// every figure must be theirs, or better where that is the point. Measured as a process of its
/// own, from before its JVM starts until it has ended.
final class OracleBenchmark {
  /// Memory operations of all cores of a quiet machine of two.
  private static final double REFERENCE = 22_000_000;

  /// As long as a person waits for an answer without looking away.
  private static final Measurement.Goal HELIOS_GOAL =
      new Measurement.Goal(new Measurement.Figure.Millis(5_000), REFERENCE);

  private static final Measurement.Goal HPC2N_GOAL =
      new Measurement.Goal(new Measurement.Figure.Millis(10_000), REFERENCE);

  /// The same.
  private static final Measurement.Goal OPENB_GOAL =
      new Measurement.Goal(new Measurement.Figure.Millis(30_000), REFERENCE);

  /// Ten seconds a workload.
  private static final Measurement.Goal PACKING_GOAL =
      new Measurement.Goal(new Measurement.Figure.Millis(60_000), REFERENCE);

  /// What an oracle says of its own arguments.
  private static final int WRONG_USAGE = 2;

  /// It ends before code compiled twice would pay.
  private static final List<String> OPTIONS =
      List.of(
          "-XX:+UseCompactObjectHeaders",
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-Xmn512m");

  /// It runs long enough to be compiled well.
  private static final List<String> LONG_OPTIONS =
      List.of("-XX:+UseCompactObjectHeaders", "-XX:+UseParallelGC");

  private OracleBenchmark() {}

  static Benchmark helios() {
    return new Benchmark(
        "oracle-helios",
        "Two months of Philly under two policies against HeliosArtifact's results, JVM start"
            + " included.",
        () -> measure("oracle-helios", PhillyOracle.class, HELIOS_GOAL));
  }

  static Benchmark hpc2n() {
    return new Benchmark(
        "oracle-hpc2n",
        "HPC2N's first jobs, first come first served, against published figures; EASY and"
            + " conservative backfill beside them.",
        () -> measure("oracle-hpc2n", Hpc2nOracle.class, HPC2N_GOAL));
  }

  static Benchmark openb() {
    return new Benchmark(
        "openb",
        "Alibaba's pods packed onto its nodes by published policies, against their published"
            + " figures; --nodes, --pods and --order name files of your own.",
        true,
        options -> measure("openb", OpenbCommand.class, OPENB_GOAL, options));
  }

  static Benchmark packing() {
    return new Benchmark(
        "packing",
        "Alibaba's pods packed onto its nodes by Suanli's own policy beside FGD, which it must be"
            + " better than; --nodes, --pods and --order name files of your own.",
        true,
        options -> measure("packing", PackingCommand.class, PACKING_GOAL, options));
  }

  private static List<Measurement> measure(String name, Class<?> oracle, Measurement.Goal goal)
      throws Exception {
    return measure(name, oracle, goal, List.of());
  }

  private static List<Measurement> measure(
      String name, Class<?> oracle, Measurement.Goal goal, List<String> options) throws Exception {
    var traces = Traces.folder();
    if (traces.isEmpty() && options.isEmpty()) {
      throw new CannotRun(Traces.remedy());
    }
    var memory = Calibration.memoryOfAllCores();
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(oracle == PackingCommand.class ? LONG_OPTIONS : OPTIONS);
    traces.ifPresent(folder -> command.add("-D" + Traces.PROPERTY + "=" + folder));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), oracle.getName()));
    command.addAll(options);
    long start = System.nanoTime();
    int code = new ProcessBuilder(command).inheritIO().start().waitFor();
    double millis = (System.nanoTime() - start) / 1e6;
    if (code == WRONG_USAGE) {
      throw new CannotRun("The options and files of " + name + " must be right: see above.");
    }
    if (code != 0) {
      throw new IllegalStateException(
          "Every figure of " + name + " must be what it must be: see above.");
    }
    return List.of(
        new Measurement(
            name,
            new Measurement.Figure.Millis(millis),
            goal,
            List.of(memory.meanWith(Calibration.memoryOfAllCores()))));
  }
}
