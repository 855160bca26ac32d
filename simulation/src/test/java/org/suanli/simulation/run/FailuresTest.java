package org.suanli.simulation.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.Limit;
import org.suanli.core.units.OrganizationId;
import org.suanli.simulation.fleet.FleetPlan;
import org.suanli.simulation.trace.Size;
import org.suanli.simulation.trace.TraceJob;
import org.suanli.simulation.trace.Workload;

/// Of four nodes with two accelerators each, and jobs that want up to all of them.
class FailuresTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration CHECKPOINT = Duration.ofMinutes(10);
  private static final Duration RESTART = Duration.ofMinutes(5);

  /// Until the tasks on healthy nodes have ended that a dead one leaves behind.
  private static final Duration STOP = Duration.ofSeconds(2);

  private static Trial simulate(long seed, Limit<Duration> limit) {
    var jobs = new ArrayList<TraceJob>();
    for (int id = 1; id <= 20; id++) {
      jobs.add(
          new TraceJob(
              Integer.toString(id),
              "",
              START.plus(Duration.ofMinutes(id)),
              Duration.ofMinutes(45),
              limit,
              Size.ofDevices(1 + id % 8),
              new TraceJob.Owner(new OrganizationId("ocean"), "", Optional.empty()),
              TraceJob.End.COMPLETED,
              List.of()));
    }
    var failures =
        new Failures(Duration.ofHours(4), Duration.ofMinutes(30), CHECKPOINT, RESTART, seed);
    return new Simulation(
            new Workload("jobs", jobs, 0, 0),
            FleetPlan.uniform(new ClusterId("centre"), 4, 2),
            Settings.STANDARD.withFailures(failures))
        .run(Progress.NONE);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void aFailureLosesNoMoreThanWhatWasNotSavedAndItsRestart(long seed) {
    var lives = simulate(seed, Limit.unlimited()).lives();

    assertThat(lives).as("some were hit").anyMatch(life -> life.attempts() > 1);
    for (var life : lives) {
      var attempts = life.attempts();
      var devices = life.job().size().devices();
      var lost = life.held().minus(life.useful()).milliMillis() / (devices * 1_000L);
      var most = CHECKPOINT.plus(RESTART).plus(STOP).multipliedBy(attempts - 1L);
      assertThat(life.endedAt()).isPresent();
      assertThat(life.isFailed()).isFalse();
      assertThat(life.useful().milliMillis())
          .isEqualTo(life.job().runs().toMillis() * devices * 1_000L);
      assertThat(Duration.ofMillis(lost)).isBetween(Duration.ZERO, most);
    }
  }

  @Test
  void theCourseTellsTheSameUseAsTheLives() {
    var trial = simulate(1, Limit.unlimited());
    double held = trial.lives().stream().mapToDouble(life -> life.held().milliMillis()).sum();
    double all = Duration.between(trial.from(), trial.until()).toMillis() * 8_000.0;

    assertThat(trial.course().whole().down()).isPositive();
    assertThat(trial.course().whole().busy()).isCloseTo(held / all, within(0.001));
  }

  @Test
  void whoMeetsItsLimitHasFailed() {
    var lives = simulate(1, Limit.atMost(Duration.ofMinutes(30))).lives();

    assertThat(lives).allMatch(life -> life.endedAt().isPresent());
    assertThat(lives).filteredOn(life -> life.attempts() == 1).allMatch(Life::isFailed);
  }

  @Test
  void timesMustBeLongEnough() {
    var hour = Duration.ofHours(1);
    assertThatThrownBy(() -> new Failures(hour, Duration.ZERO, hour, hour, 1))
        .hasMessage("The time of repair (PT0S) must be one second or more.");
    assertThatThrownBy(() -> new Failures(Duration.ofMinutes(5), hour, hour, hour, 1))
        .hasMessage("The time between failures (PT5M) of a node must be one hour or more.");
  }

  @Test
  void aJobThatNeedsMoreNodesThanAreEverUpAtOnceIsGivenUp() {
    var job =
        new TraceJob(
            "1",
            "",
            START,
            Duration.ofHours(100),
            Limit.unlimited(),
            Size.ofDevices(80),
            new TraceJob.Owner(new OrganizationId("ocean"), "", Optional.empty()),
            TraceJob.End.COMPLETED,
            List.of());
    var failures = new Failures(Duration.ofHours(1), Duration.ofDays(5), CHECKPOINT, RESTART, 1);
    var trial =
        new Simulation(
                new Workload("jobs", List.of(job), 0, 0),
                FleetPlan.uniform(new ClusterId("centre"), 40, 2),
                Settings.STANDARD.withFailures(failures))
            .run(Progress.NONE);

    assertThat(trial.lives().getFirst().endedAt()).isEmpty();
    assertThat(trial.until()).isBefore(START.plus(Duration.ofDays(40)));
  }
}
