package org.suanli.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.suanli.simulation.CentreFixture.MAKE_A;
import static org.suanli.simulation.CentreFixture.PFLOPS_HOUR;
import static org.suanli.simulation.CentreFixture.aCentre;
import static org.suanli.simulation.CentreFixture.grant;
import static org.suanli.simulation.JobFixture.aJob;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Runway;
import org.suanli.core.units.AllocationId;

/// Early warnings are what comes to pass.
class RunwayTest {
  private static final Script LONG = Script.runs(Duration.ofDays(100));

  private final Centre centre = aCentre().withoutAllocations().whereTasks(LONG).open();

  private Optional<Runway.End> shortfall(JobFixture job) {
    var runway = Runway.of(centre.state(), job.projectId().organization());
    return runway.shortfall(job.projectId(), job.demand(), List.of(MAKE_A), centre.clock());
  }

  private Runway.End end(AllocationId allocation) {
    return Runway.end(centre.state(), centre.state().books().page(allocation), centre.clock());
  }

  @Test
  void aJobThatAllPayersTogetherLastForIsNotWarnedOf() {
    grant(centre, "ocean", 8 * PFLOPS_HOUR, Duration.ofDays(10));
    grant(centre, "ocean", 16 * PFLOPS_HOUR, Duration.ofDays(20));
    assertThat(shortfall(aJob().accelerators(8).timeLimit(Duration.ofHours(3).minusMinutes(1))))
        .isEmpty();
  }

  @Test
  void whatPaysIsUsedUpWhenTheWarningSaysSo() {
    grant(centre, "ocean", 8 * PFLOPS_HOUR, Duration.ofDays(10));
    var last = grant(centre, "ocean", 16 * PFLOPS_HOUR, Duration.ofDays(20));
    var job = aJob().accelerators(8).timeLimit(Duration.ofHours(9));
    var end = new Runway.End(last, centre.clock().plus(Duration.ofHours(3)), false);
    assertThat(shortfall(job)).contains(end);
    var id = centre.submit(job);
    centre.run(Duration.ofHours(3).minusSeconds(1));
    assertThat(centre.isRunning(id)).isTrue();
    centre.run(Duration.ofMinutes(5));
    assertThat(centre.isRunning(id)).isFalse();
  }

  @Test
  void aWindowThatEndsFirstIsAnExpiry() {
    var allocation = grant(centre, "ocean", 1_000 * PFLOPS_HOUR, Duration.ofHours(5));
    var end = new Runway.End(allocation, centre.clock().plus(Duration.ofHours(5)), true);
    assertThat(shortfall(aJob().accelerators(8).timeLimit(Duration.ofHours(9)))).contains(end);
    assertThat(shortfall(aJob().accelerators(8).withoutTimeLimit())).contains(end);
    assertThat(end.sentence()).startsWith("The " + allocation + " expires at ");
    assertThat(end(allocation)).isEqualTo(end);
  }

  @Test
  void whereNothingPaysThereIsNothingToWarnOf() {
    assertThat(shortfall(aJob().accelerators(8).timeLimit(Duration.ofHours(9)))).isEmpty();
  }

  @Test
  void anAllocationEndsWhenWhatItPaysForHasUsedItUp() {
    var allocation = grant(centre, "ocean", 240 * PFLOPS_HOUR, Duration.ofDays(30));
    assertThat(end(allocation).isExpiry()).isTrue();
    assertThat(soon(allocation)).isEmpty();
    var id = centre.submit(aJob().accelerators(8).withoutTimeLimit());
    var end = new Runway.End(allocation, centre.clock().plus(Duration.ofHours(30)), false);
    assertThat(end(allocation)).isEqualTo(end);
    centre.run(Duration.ofHours(7));
    assertThat(end(allocation)).isEqualTo(end);
    assertThat(soon(allocation)).contains(end);
    centre.run(Duration.ofHours(24));
    assertThat(centre.isRunning(id)).isFalse();
    centre.accept(new Command.CloseAllocation(allocation));
    assertThat(soon(allocation)).isEmpty();
  }

  private Optional<Runway.End> soon(AllocationId allocation) {
    return Runway.soon(centre.state(), centre.state().books().page(allocation), centre.clock());
  }
}
