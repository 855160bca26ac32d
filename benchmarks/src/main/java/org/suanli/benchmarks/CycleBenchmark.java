package org.suanli.benchmarks;

import static org.suanli.simulation.JobFixture.aJob;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.suanli.core.engine.Command;
import org.suanli.core.scheduling.Policy;
import org.suanli.simulation.JobFixture;

/// What one cycle of the scheduler costs, on full nodes of 8 accelerators under a long queue: after
/// one change, and when all promises are planned anew.
final class CycleBenchmark {
  private static final int NODES = 2_000;
  private static final int JOBS = 100_000;
  private static final int SHAPES = 400;
  private static final int ORGANIZATIONS = 200;
  private static final int WARM_UPS = 300;
  private static final int CHANGES = 1_000;
  private static final int PLANS = 21;

  /// What a user does not notice beside the commit of the change, on a machine whose calibration
  /// does 3,700,000 operations a second.
  private static final double CYCLE_MAX_MS = 10;

  /// What a policy that is changed may cost once, on the same one.
  private static final double PLAN_MAX_MS = 150;

  private final BusyCentre centre;

  private CycleBenchmark(int nodes, int jobs) {
    centre = new BusyCentre(nodes, ORGANIZATIONS, CycleBenchmark::job);
    centre.backlog(jobs);
    centre.advance();
  }

  static Benchmark cycle() {
    return new Benchmark(
        "cycle",
        "One cycle of the scheduler on 2,000 nodes, with 100,000 jobs of 400 shapes waiting.",
        () -> new CycleBenchmark(NODES, JOBS).measurements());
  }

  private List<Measurement> measurements() {
    for (int plan = 0; plan < PLANS; plan++) {
      planAnew();
    }
    return List.of(plans(), changes());
  }

  /// All promises are taken back, and made again.
  private long planAnew() {
    set(Policy.Backfill.NONE);
    centre.advance();
    set(Policy.Backfill.CONSERVATIVE);
    return centre.advance();
  }

  private void set(Policy.Backfill backfill) {
    centre.execute(new Command.SetPolicy(Policy.STANDARD.withBackfill(backfill)));
  }

  private Measurement plans() {
    var calibration = Calibration.memory();
    long[] nanos = new long[PLANS];
    for (int plan = 0; plan < PLANS; plan++) {
      nanos[plan] = planAnew();
      centre.endNext();
    }
    return measurement("plan of 256 promises", median(nanos), PLAN_MAX_MS, calibration);
  }

  /// With the standard policy.
  private Measurement changes() {
    set(Policy.STANDARD.backfill());
    for (int change = 0; change < WARM_UPS; change++) {
      change();
    }
    var calibration = Calibration.memory();
    long[] nanos = new long[CHANGES];
    for (int change = 0; change < CHANGES; change++) {
      nanos[change] = change();
    }
    Arrays.sort(nanos);
    return measurement("cycle P99", nanos[CHANGES * 99 / 100], CYCLE_MAX_MS, calibration);
  }

  private static long median(long[] values) {
    var sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private long change() {
    centre.endNext();
    return centre.advance();
  }

  private static Measurement measurement(
      String name, long nanos, double mostMillis, Calibration calibration) {
    return new Measurement(
        name,
        new Measurement.Figure.Millis(nanos / 1e6),
        new Measurement.Goal(new Measurement.Figure.Millis(mostMillis), 3_700_000),
        List.of(calibration));
  }

  /// Single accelerators to gangs of eight nodes, of several appetites and time limits.
  private static JobFixture job(long number) {
    int shape = Math.toIntExact(number / ORGANIZATIONS * 7 % SHAPES);
    int devices = new int[] {1, 1, 2, 1, 4, 1, 8, 2, 1, 8}[shape % 10];
    JobFixture job =
        aJob()
            .organization("org-" + number % ORGANIZATIONS)
            .accelerators(devices)
            .cpus(devices * (4 + shape / 10 % 10))
            .memoryGib(devices * 16L)
            .timeLimit(Duration.ofMinutes(30L + shape / 100 * 45));
    return devices == 8 ? job.tasks(1 << shape / 10 % 4) : job;
  }
}
