package org.suanli.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.suanli.simulation.oracle.Hpc2nOracle;
import org.suanli.simulation.oracle.OpenbCommand;
import org.suanli.simulation.oracle.PackingCommand;
import org.suanli.simulation.oracle.PhillyOracle;
import org.suanli.simulation.oracle.Traces;

/// The engine on public traces against the results that others published of them: every figure must
/// be theirs. Measured as a process of its own, from before its JVM starts until it has ended.
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

  private static final Measurement.Goal PACKING_GOAL =
      new Measurement.Goal(new Measurement.Figure.Millis(120_000), REFERENCE);

  /// What an oracle says of its own arguments.
  private static final int WRONG_USAGE = 2;

  /// It ends before code compiled twice would pay.
  private static final List<String> SHORT =
      List.of(
          "-XX:+UseCompactObjectHeaders",
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-Xmn512m");

  private static final List<String> LONG = List.of("-XX:+UseCompactObjectHeaders");

  /// A program that compares.
  ///
  /// @param jvm options of its JVM
  private record Oracle(String name, Class<?> main, Measurement.Goal goal, List<String> jvm) {}

  private OracleBenchmark() {}

  static Benchmark helios() {
    return new Benchmark(
        "oracle-helios",
        "Two months of Philly under two policies against HeliosArtifact's results, JVM start"
            + " included.",
        () -> measure(new Oracle("oracle-helios", PhillyOracle.class, HELIOS_GOAL, SHORT)));
  }

  static Benchmark hpc2n() {
    return new Benchmark(
        "oracle-hpc2n",
        "HPC2N's first jobs, first come first served, against published figures; EASY and"
            + " conservative backfill beside them.",
        () -> measure(new Oracle("oracle-hpc2n", Hpc2nOracle.class, HPC2N_GOAL, SHORT)));
  }

  static Benchmark openb() {
    return new Benchmark(
        "openb",
        "Alibaba's pods packed onto its nodes by published policies, against their published"
            + " figures; --nodes, --pods and --order name files of your own.",
        true,
        options -> measure(new Oracle("openb", OpenbCommand.class, OPENB_GOAL, SHORT), options));
  }

  static Benchmark packing() {
    return new Benchmark(
        "packing",
        "Alibaba's pods packed onto its nodes by Suanli's own policy, which must beat FGD by half a"
            + " point at 130% in the mean; --nodes, --pods and --order name files of your own.",
        true,
        options ->
            measure(new Oracle("packing", PackingCommand.class, PACKING_GOAL, LONG), options));
  }

  private static List<Measurement> measure(Oracle oracle) throws Exception {
    return measure(oracle, List.of());
  }

  private static List<Measurement> measure(Oracle oracle, List<String> options) throws Exception {
    var traces = Traces.folder();
    if (traces.isEmpty() && options.isEmpty()) {
      throw new CannotRun(Traces.remedy());
    }
    var memory = Calibration.memoryOfAllCores();
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(oracle.jvm());
    traces.ifPresent(folder -> command.add("-D" + Traces.PROPERTY + "=" + folder));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), oracle.main().getName()));
    command.addAll(options);
    long start = System.nanoTime();
    int code = new ProcessBuilder(command).inheritIO().start().waitFor();
    double millis = (System.nanoTime() - start) / 1e6;
    if (code == WRONG_USAGE) {
      throw new CannotRun(
          "The options and files of " + oracle.name() + " must be right: see above.");
    }
    if (code != 0) {
      throw new IllegalStateException(
          "The figures of " + oracle.name() + " must be as good as they should: see above.");
    }
    return List.of(
        new Measurement(
            oracle.name(),
            new Measurement.Figure.Millis(millis),
            oracle.goal(),
            List.of(memory.meanWith(Calibration.memoryOfAllCores()))));
  }
}
