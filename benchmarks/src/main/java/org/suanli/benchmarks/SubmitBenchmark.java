package org.suanli.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Submissions over HTTP into a real server: 64 connections, a token and an idempotency key each,
/// distinct job files, every answer after its commits were flushed. The nodes are cordoned, so that
/// no job's start is measured along.
final class SubmitBenchmark {
  private static final int CLIENTS = 64;
  private static final int ORGANIZATIONS = 8;
  private static final double WARM_UP_SECONDS = 60;
  private static final double SECONDS = 20;

  /// Memory operations of all cores of a quiet machine of two.
  private static final double REFERENCE = 22_000_000;

  /// A deadline hour of a large centre's users, and their scripts.
  private static final Measurement.Goal RATE =
      new Measurement.Goal(new Measurement.Figure.Rate(1_500, "submissions/s"), REFERENCE);

  /// What a person takes for at once.
  private static final Measurement.Goal LATENCY =
      new Measurement.Goal(new Measurement.Figure.Millis(250), REFERENCE);

  private SubmitBenchmark() {}

  static Benchmark benchmark() {
    return new Benchmark(
        "submit",
        "Submissions accepted per second over HTTP, 64 clients, every commit flushed.",
        SubmitBenchmark::measure);
  }

  private static List<Measurement> measure() throws Exception {
    return Folder.with("submit", SubmitBenchmark::measure);
  }

  private static List<Measurement> measure(Path folder) throws Exception {
    try (var centre = new LiveCentre(folder, List.of("--nodes", "2", "--slots", "4"));
        var database = centre.database()) {
      LiveCentre.requireDurable(database);
      var tenancy = Tenancy.open(centre, ORGANIZATIONS, CLIENTS);
      tenancy.cordon(centre);
      var load = new Load(centre, tenancy, SubmitBenchmark::jobFile);
      var numbers = new AtomicInteger();
      var warmUp = load.during(WARM_UP_SECONDS, numbers);
      System.out.printf("Warm-up: %,.0f submissions/s%n", warmUp.perSecond());
      var memory = Calibration.memoryOfAllCores();
      var fsyncs = Calibration.fsyncs(folder);
      var result = load.during(SECONDS, numbers);
      System.out.printf(
          "Latency: P50 %.1f ms, P90 %.1f ms, P99 %.1f ms, longest %.1f ms%n",
          result.millisAt(0.5), result.millisAt(0.9), result.millisAt(0.99), result.millisAt(1));
      requireKept(database, warmUp.nanos().length + result.nanos().length);
      var calibrations = List.of(memory.meanWith(Calibration.memoryOfAllCores()), fsyncs);
      return List.of(
          new Measurement(
              "p99", new Measurement.Figure.Millis(result.millisAt(0.99)), LATENCY, calibrations),
          new Measurement(
              "submissions",
              new Measurement.Figure.Rate(result.perSecond(), "submissions/s"),
              RATE,
              calibrations));
    }
  }

  private static String jobFile(int number) {
    return """
    name: train-%1$d
    command: python train.py --seed %1$d --data "$DATA"
    accelerators: %2$d
    cpus: %2$d
    memory: 1GiB
    time_limit: 2h
    priority: %3$d
    env: {DATA: /data/corpus, STEP: "%1$d"}
    labels: {team: language, run: "%1$d"}
    """
        .formatted(number, 1 + number % 2, number % 3);
  }

  private static void requireKept(org.suanli.server.database.Database database, int accepted)
      throws java.sql.SQLException {
    try (var connection = database.connect()) {
      long jobs = LiveCentre.count(connection, "SELECT count(*) FROM job WHERE state = 'WAITING'");
      long keys =
          LiveCentre.count(connection, "SELECT count(*) FROM idempotency WHERE status = 201");
      if (jobs != accepted || keys < accepted) {
        throw new IllegalStateException(
            "The jobs ("
                + jobs
                + ") and keys ("
                + keys
                + ") must be the accepted "
                + accepted
                + ".");
      }
    }
  }
}
