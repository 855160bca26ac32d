package org.suanli.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.suanli.simulation.CentreFixture.aCentre;
import static org.suanli.simulation.CentreFixture.node;
import static org.suanli.simulation.JobFixture.aJob;

import java.time.Duration;
import java.time.Instant;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Event;
import org.suanli.core.scheduling.Policy;
import org.suanli.core.units.JobId;
import org.suanli.core.units.Window;

/// While nothing breaks, a promised start is kept or made earlier, whatever is submitted later in
/// an equal or lower class, and whatever the shares of the organizations.
class PromisesTest {
  private static final int SEEDS = Integer.getInteger("seeds", 150);
  private static final int JOBS = 60;

  /// How long the kills before a start may take: each some milliseconds.
  private static final Duration KILLS = Duration.ofMillis(2 * JOBS);

  @ParameterizedTest
  @EnumSource(names = {"EASY", "CONSERVATIVE"})
  void noLaterJobDelaysAPromise(Policy.Backfill backfill) {
    int kept = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      kept += checked(run(seed, backfill), seed);
    }
    assertThat(kept).isGreaterThan(backfill == Policy.Backfill.EASY ? SEEDS : 10 * SEEDS);
  }

  private static Centre run(long seed, Policy.Backfill backfill) {
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    int nodes = random.nextInt(2, 7);
    var centre =
        aCentre()
            .organizations("ocean", "river")
            .rack("rack-0", nodes)
            .rack("rack-1", 2)
            .whereTasks(_ -> script(random))
            .open();
    centre.accept(new Command.SetPolicy(Policy.STANDARD.withBackfill(backfill)));
    boolean isMaintained = seed % 2 == 0;
    for (int plan = 0; isMaintained && plan < 3; plan++) {
      var from = centre.clock().plus(Duration.ofMinutes(random.nextInt(1, 2_000)));
      var window = new Window(from, from.plus(Duration.ofMinutes(random.nextInt(1, 300))));
      centre.accept(new Command.PlanMaintenance(node(random.nextInt(nodes)), window, "inspection"));
    }
    for (int job = 0; job < JOBS; job++) {
      centre.submit(job(random, isMaintained));
      if (random.nextInt(3) == 0) {
        centre.run(Duration.ofMinutes(random.nextInt(1, 90)));
      }
    }
    centre.run(Duration.ofDays(60));
    return centre;
  }

  /// What has no limit leaves for maintenance and comes back as the first in line, so there is
  /// either.
  private static JobFixture job(RandomGenerator random, boolean isMaintained) {
    var job =
        aJob()
            .organization(random.nextInt(3) == 0 ? "river" : "ocean")
            .accelerators(random.nextInt(1, 9))
            .tasks(random.nextInt(4) == 0 ? random.nextInt(2, 4) : 1)
            .cpus(random.nextInt(1, 30))
            .grace(Duration.ofSeconds(random.nextInt(0, 600)));
    return !isMaintained && random.nextInt(12) == 0
        ? job.withoutTimeLimit()
        : job.timeLimit(Duration.ofMinutes(random.nextInt(1, 600)));
  }

  private static Script script(RandomGenerator random) {
    var runs =
        random.nextBoolean() ? Duration.ofDays(2) : Duration.ofMinutes(random.nextInt(1, 400));
    return Script.runs(runs).stopsAfter(random.nextBoolean() ? Duration.ZERO : Duration.ofDays(3));
  }

  private static int checked(Centre centre, long seed) {
    var promises = new TreeMap<JobId, Instant>();
    int kept = 0;
    for (var stamped : centre.journal()) {
      switch (stamped.event()) {
        case Event.StartPromised(var job, var at) -> {
          var before = promises.put(job, at);
          assertThat(before == null || !at.isAfter(before))
              .as("seed %d: %s was promised %s, then %s at %s", seed, job, before, at, stamped.at())
              .isTrue();
        }
        case Event.PromiseWithdrawn(var job) ->
            assertThat(promises).as("seed %d at %s", seed, stamped.at()).doesNotContainKey(job);
        case Event.AttemptPlaced(var attempt, _) when promises.containsKey(attempt.job()) -> {
          assertThat(stamped.at())
              .as("seed %d: %s", seed, attempt)
              .isBeforeOrEqualTo(promises.remove(attempt.job()).plus(KILLS));
          kept++;
        }
        default -> {
          // The others promise nothing.
        }
      }
    }
    return kept;
  }
}
