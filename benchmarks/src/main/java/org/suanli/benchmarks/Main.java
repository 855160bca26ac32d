package org.suanli.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Lists the benchmarks, or runs one by its name. `--record` appends its figures to
/// `docs/benchmarks`.
public final class Main {
  private static final Path RECORDS = Path.of("docs", "benchmarks");
  private static final List<Benchmark> ALL =
      List.of(
          EngineBenchmark.throughput(),
          EngineBenchmark.copy(),
          CycleBenchmark.cycle(),
          SubmitBenchmark.benchmark(),
          StartBenchmark.benchmark(),
          BootBenchmark.benchmark(),
          OracleBenchmark.helios(),
          OracleBenchmark.hpc2n(),
          OracleBenchmark.openb(),
          OracleBenchmark.packing());

  private Main() {}

  public static void main(String[] arguments) throws Exception {
    var words = new ArrayList<>(List.of(arguments));
    boolean isRecorded = words.remove("--record");
    var name = words.isEmpty() ? "" : words.getFirst();
    var options = words.stream().skip(1).toList();
    var chosen =
        ALL.stream()
            .filter(benchmark -> benchmark.name().equals(name))
            .filter(benchmark -> options.isEmpty() || benchmark.hasOptions())
            .findFirst();
    if (chosen.isEmpty()) {
      System.out.println("Benchmarks, to be run by name, with --record to keep the figures:");
      ALL.forEach(b -> System.out.printf("  %-14s %s%n", b.name(), b.what()));
      System.exit(words.isEmpty() ? 0 : 2);
    }
    try {
      System.exit(run(chosen.orElseThrow(), options, isRecorded) ? 0 : 1);
    } catch (CannotRun e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  /// @return whether every figure is within its bound
  private static boolean run(Benchmark benchmark, List<String> options, boolean isRecorded)
      throws Exception {
    var measurements = benchmark.measure().run(options);
    if (isRecorded) {
      record(benchmark.name(), measurements);
    }
    measurements.forEach(measurement -> System.out.println(measurement.toLine()));
    return measurements.stream().allMatch(Measurement::isWithinBound);
  }

  private static void record(String name, List<Measurement> measurements)
      throws IOException, InterruptedException {
    var at = Instant.now().toString();
    var machine = Machine.here();
    var lines = measurements.stream().map(one -> one.toJson(name, at, machine)).toList();
    Files.createDirectories(RECORDS);
    Files.write(
        RECORDS.resolve(name + ".jsonl"),
        lines,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
