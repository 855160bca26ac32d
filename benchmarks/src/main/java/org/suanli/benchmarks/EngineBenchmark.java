package org.suanli.benchmarks;

import static org.suanli.simulation.JobFixture.aJob;

import java.time.Duration;
import java.util.List;
import org.suanli.simulation.JobFixture;

/// The engine alone, in memory: whole lives of jobs (submitted, scheduled, started, ended, settled)
/// per second of one core, on nodes of 8 accelerators that are always full, under a queue that
/// never empties; and a copy of a large state.
final class EngineBenchmark {
  private static final int NODES = 1_200;
  private static final int ORGANIZATIONS = 8;

  /// Some five times what runs at once: the queue is never empty, which each round checks.
  private static final int BACKLOG = 20_000;

  private static final long WARM_UP_JOBS = 200_000;
  private static final long MEASURED_JOBS = 600_000;

  /// 30,000 lives a second, which a large centre needs after an outage, on a machine whose
  /// calibration does 3,700,000 operations a second.
  private static final Measurement.Goal LIVES =
      new Measurement.Goal(new Measurement.Figure.Rate(30_000, "jobs/s"), 3_700_000);

  /// 50 milliseconds a copy, so that a forecast is answered while its user waits, and a quarter
  /// more for the memory of a busy machine, on the same one.
  private static final Measurement.Goal COPIES_GOAL =
      new Measurement.Goal(new Measurement.Figure.Rate(16, "copies/s"), 3_700_000);

  private static final int COPY_NODES = 2_000;
  private static final int COPY_JOBS = 100_000;
  private static final int COPIES = 40;

  private final BusyCentre centre;

  private EngineBenchmark(int nodes, int backlog) {
    centre = new BusyCentre(nodes, ORGANIZATIONS, EngineBenchmark::job);
    centre.backlog(backlog);
  }

  static Benchmark throughput() {
    return new Benchmark(
        "engine",
        "Whole lives of jobs per second of one core, on 9,600 accelerators that are always full.",
        () -> {
          return List.of(new EngineBenchmark(NODES, BACKLOG).lives());
        });
  }

  static Benchmark copy() {
    return new Benchmark(
        "engine-copy",
        "Copies per second of a state with 2,000 nodes and 100,000 jobs.",
        () -> {
          var benchmark = new EngineBenchmark(COPY_NODES, COPY_JOBS);
          benchmark.centre.advance();
          return List.of(benchmark.copies());
        });
  }

  private Measurement lives() {
    centre.runUntil(WARM_UP_JOBS);
    var calibration = Calibration.memory();
    long start = Calibration.processorNanos();
    long before = centre.ended();
    long chargedBefore = centre.charged();
    centre.runUntil(before + MEASURED_JOBS);
    long lives = centre.ended() - before;
    long charges = centre.charged() - chargedBefore;
    if (charges < lives) {
      throw new IllegalStateException(
          "The charges (%d) must be at least as many as the jobs that ended (%d)."
              .formatted(charges, lives));
    }
    double perSecond = lives * 1e9 / (Calibration.processorNanos() - start);
    return new Measurement(
        "lives", new Measurement.Figure.Rate(perSecond, "jobs/s"), LIVES, List.of(calibration));
  }

  private Measurement copies() {
    long kept = 0;
    for (int copy = 0; copy < COPIES; copy++) {
      kept += centre.state().copy().waiting();
    }
    var calibration = Calibration.memory();
    long start = Calibration.processorNanos();
    for (int copy = 0; copy < COPIES; copy++) {
      kept += centre.state().copy().waiting();
    }
    double seconds = (Calibration.processorNanos() - start) / 1e9;
    if (kept == 0) {
      throw new IllegalStateException("The copies must hold what waits.");
    }
    double perSecond = COPIES / seconds;
    return new Measurement(
        "copies",
        new Measurement.Figure.Rate(perSecond, "copies/s"),
        COPIES_GOAL,
        List.of(calibration));
  }

  /// Jobs of a few shapes, as most are alike: from one accelerator to gangs of four nodes.
  private static JobFixture job(long number) {
    int devices = new int[] {1, 1, 1, 2, 1, 4, 1, 8, 2, 1}[(int) (number % 10)];
    JobFixture job =
        aJob()
            .organization("org-" + number % ORGANIZATIONS)
            .accelerators(devices)
            .cpus(devices * 8)
            .memoryGib(devices * 16L)
            .timeLimit(Duration.ofMinutes(devices == 1 ? 30 : 120));
    if (number % 100 == 7) {
      job.tasks(4);
    }
    return job;
  }
}
