package org.suanli.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.suanli.api.Jobs;
import org.suanli.api.Paths;
import org.suanli.server.database.Database;

/// Jobs of one task through a real server and real processes: how many per second from the first
/// submission until the last is settled, and how long one waits for its process when nothing else
/// does.
final class StartBenchmark {
  private static final int CLIENTS = 16;
  private static final int ORGANIZATIONS = 4;

  /// After a third of them, compiling the server still takes an eighth of the machine.
  private static final int WARM_UP_JOBS = 9_000;

  private static final int JOBS = 3_000;
  private static final int IDLE_JOBS = 100;
  private static final long LOOK_MILLIS = 20;
  private static final long SETTLE_SECONDS_MAX = 180;

  /// Memory operations of all cores of a quiet machine of two: what the one of the kept figures did
  /// while nothing else ran.
  private static final double REFERENCE = 26_500_000;

  /// More than twice what Slurm 22.05 does on a machine of this kind.
  private static final Measurement.Goal RATE =
      new Measurement.Goal(new Measurement.Figure.Rate(150, "jobs/s"), REFERENCE);

  /// Half of what Slurm's `srun` takes there and back.
  private static final Measurement.Goal LATENCY =
      new Measurement.Goal(new Measurement.Figure.Millis(25), REFERENCE);

  private StartBenchmark() {}

  static Benchmark benchmark() {
    return new Benchmark(
        "start",
        "Jobs of `true` per second from submission to settled; submission to process start.",
        () -> Folder.with("start", StartBenchmark::measure));
  }

  private static List<Measurement> measure(Path folder) throws Exception {
    var options = List.of("--nodes", "4", "--slots", "8", "--trusted");
    try (var centre = new LiveCentre(folder, options);
        var database = centre.database()) {
      LiveCentre.requireDurable(database);
      var tenancy = Tenancy.open(centre, ORGANIZATIONS, CLIENTS);
      var load = new Load(centre, tenancy, _ -> "command: [\"true\"]\naccelerators: 1\n");
      var numbers = new AtomicInteger();
      System.out.printf("Warm-up: %,.0f jobs/s%n", through(load, database, WARM_UP_JOBS, numbers));
      var spawns = Calibration.spawns();
      var memory = Calibration.memoryOfAllCores();
      var fsyncs = Calibration.fsyncs(folder);
      double perSecond = through(load, database, JOBS, numbers);
      var waits = idle(centre, tenancy.robots().getFirst());
      System.out.printf(
          "Submission to process: P50 %.1f ms, P90 %.1f ms, longest %.1f ms%n",
          waits[waits.length / 2], waits[waits.length * 9 / 10], waits[waits.length - 1]);
      var calibrations = List.of(memory.meanWith(Calibration.memoryOfAllCores()), spawns, fsyncs);
      return List.of(
          new Measurement(
              "process-p50",
              new Measurement.Figure.Millis(waits[waits.length / 2]),
              LATENCY,
              calibrations),
          new Measurement(
              "jobs", new Measurement.Figure.Rate(perSecond, "jobs/s"), RATE, calibrations));
    }
  }

  /// Jobs per second from the first submission until all are settled.
  private static double through(Load load, Database database, int jobs, AtomicInteger numbers)
      throws Exception {
    try (var connection = database.connect()) {
      long before = settled(connection);
      long start = System.nanoTime();
      var submitted = load.of(jobs, numbers);
      System.out.printf("Submitted: %,.0f jobs/s%n", submitted.perSecond());
      long giveUp = start + SETTLE_SECONDS_MAX * 1_000_000_000;
      while (settled(connection) < before + jobs) {
        if (System.nanoTime() > giveUp) {
          throw new IllegalStateException(
              "The jobs must be settled within " + SETTLE_SECONDS_MAX + " s.");
        }
        Thread.sleep(LOOK_MILLIS);
      }
      return jobs * 1e9 / (System.nanoTime() - start);
    }
  }

  /// Jobs that succeeded; a job and its entries in the books are written in one transaction.
  private static long settled(java.sql.Connection connection) throws SQLException {
    return LiveCentre.count(connection, "SELECT count(*) FROM job WHERE state = 'SUCCEEDED'");
  }

  /// Milliseconds from before the submission until the job's process reads the clock, sorted.
  private static double[] idle(LiveCentre centre, Tenancy.Robot robot) throws Exception {
    var waits = new double[IDLE_JOBS];
    try (var connection = centre.connect(robot.token())) {
      var body =
          LiveCentre.text(
              new Jobs.Submission(robot.project(), "command: [date, +%s%N]\naccelerators: 1\n"));
      for (int index = 0; index < IDLE_JOBS; index++) {
        long submitted = ChronoUnit.NANOS.between(Instant.EPOCH, Instant.now());
        var answer = connection.post(Paths.JOBS, "idle-" + index, body);
        var job = LiveCentre.json(answer).at("/job/job").asString();
        waits[index] = (started(connection, job) - submitted) / 1e6;
      }
    }
    Arrays.sort(waits);
    return waits;
  }

  /// What the job printed, once it has ended.
  private static long started(Connection connection, String job)
      throws IOException, InterruptedException {
    long giveUp = System.nanoTime() + SETTLE_SECONDS_MAX * 1_000_000_000;
    while (System.nanoTime() < giveUp) {
      var detail = LiveCentre.json(connection.send("GET", Paths.of(Paths.JOB, job), ""));
      if (detail.at("/job/state").asString().equals("SUCCEEDED")) {
        var path = Paths.of(Paths.JOB_LOGS, job) + "?attempt=1&task=0&offset=0";
        return Long.parseLong(
            LiveCentre.json(connection.send("GET", path, "")).path("text").asString().strip());
      }
      Thread.sleep(LOOK_MILLIS);
    }
    throw new IllegalStateException("The " + job + " must have succeeded.");
  }
}
