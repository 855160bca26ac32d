package org.suanli.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.suanli.simulation.CentreFixture.aCentre;
import static org.suanli.simulation.CentreFixture.node;
import static org.suanli.simulation.JobFixture.aJob;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.suanli.core.allocation.Allocation;
import org.suanli.core.allocation.Quota;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Event;
import org.suanli.core.lifecycle.StopCause;
import org.suanli.core.scheduling.WaitReason;
import org.suanli.core.units.JobId;
import org.suanli.core.units.Limit;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.Window;

class SchedulingStoriesTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private static void quota(Centre centre, String organization, long guaranteed, long most) {
    centre.accept(
        new Command.SetQuota(
            new Allocation.Owner.OfOrganization(new OrganizationId(organization)),
            new Quota(
                new MilliAccelerators(guaranteed * 1_000),
                Limit.atMost(new MilliAccelerators(most * 1_000)))));
  }

  private static Instant startOf(Centre centre, JobId job) {
    return centre.journal().stream()
        .filter(
            stamped ->
                stamped.event() instanceof Event.AttemptPlaced placed
                    && placed.attempt().job().equals(job))
        .findFirst()
        .orElseThrow()
        .at();
  }

  @Test
  void aGangWaitsForAllItsTasksAndHoldsNothingMeanwhile() {
    var centre = aCentre().nodes(2).open();
    centre.submit(aJob().accelerators(4));
    var gang = centre.submit(aJob().accelerators(8).tasks(2));
    assertThat(centre.isRunning(gang)).isFalse();
    assertThat(centre.state().fleet().balance().idle()).isEqualTo(new MilliAccelerators(12_000));
    centre.run(Duration.ofMinutes(11));
    assertThat(centre.isRunning(gang)).isTrue();
    assertThat(centre.state().fleet().balance().idle()).isEqualTo(MilliAccelerators.ZERO);
  }

  @Test
  void aGangIsPackedIntoOneRackWhereOneHoldsIt() {
    var centre = aCentre().rack("rack-0", 3).rack("rack-1", 2).open();
    centre.submit(aJob().accelerators(8).tasks(2));
    var placed = centre.events(Event.AttemptPlaced.class).getFirst();
    assertThat(placed.placement().tasks())
        .extracting(task -> task.node())
        .containsExactly(node(3), node(4));
  }

  @Test
  void aSmallJobGoesWhereLeastIsFree() {
    var centre = aCentre().nodes(3).open();
    centre.submit(aJob().accelerators(5));
    centre.submit(aJob().accelerators(3));
    centre.submit(aJob().accelerators(8));
    assertThat(centre.events(Event.AttemptPlaced.class))
        .extracting(placed -> placed.placement().tasks().getFirst().node())
        .containsExactly(node(0), node(0), node(1));
  }

  @Test
  void whatStartsBehindAPromiseDoesNotDelayIt() {
    var centre = aCentre().nodes(2).whereTasks(Script.runs(Duration.ofHours(9))).open();
    centre.submit(aJob().accelerators(8).timeLimit(Duration.ofHours(2)));
    var first = centre.submit(aJob().accelerators(8).tasks(2));
    var promised = centre.job(first).orElseThrow().promised().orElseThrow();
    var tooLong = centre.submit(aJob().accelerators(4).timeLimit(Duration.ofHours(3)));
    var shortEnough = centre.submit(aJob().accelerators(4).timeLimit(Duration.ofMinutes(30)));
    assertThat(centre.isRunning(tooLong)).isFalse();
    assertThat(centre.reason(tooLong)).contains(new WaitReason.WouldDelay(first, promised));
    assertThat(centre.isRunning(shortEnough)).isTrue();
    centre.run(Duration.ofHours(4));
    assertThat(startOf(centre, first)).isBeforeOrEqualTo(promised);
    assertThat(startOf(centre, tooLong)).isAfter(startOf(centre, first));
  }

  @Test
  void guaranteedWorkPreemptsTheSpotJobThatLosesLeastAndNoMore() {
    var centre =
        aCentre()
            .nodes(2)
            .whereTasks(Script.runs(Duration.ofHours(9)).checkpointsEvery(Duration.ofMinutes(50)))
            .open();
    var older = centre.submit(aJob().spot().accelerators(8).timeLimit(Duration.ofHours(9)));
    centre.run(Duration.ofMinutes(20));
    var younger = centre.submit(aJob().spot().accelerators(8).timeLimit(Duration.ofHours(9)));
    centre.run(Duration.ofMinutes(20));
    var guaranteed = centre.submit(aJob().guaranteed().accelerators(4));
    assertThat(centre.events(Event.StopRequested.class))
        .singleElement()
        .satisfies(
            stop -> {
              assertThat(stop.attempt().job()).isEqualTo(younger);
              assertThat(stop.cause()).isEqualTo(StopCause.PREEMPTED);
            });
    centre.run(MINUTE);
    assertThat(centre.isRunning(guaranteed)).isTrue();
    assertThat(centre.isRunning(older)).isTrue();
    assertThat(centre.isRunning(younger)).isFalse();
  }

  @Test
  void standardWorkPreemptsNobody() {
    var centre = aCentre().nodes(1).whereTasks(Script.runs(Duration.ofHours(1))).open();
    centre.submit(aJob().spot().accelerators(8));
    var standard = centre.submit(aJob().accelerators(8));
    centre.run(Duration.ofMinutes(30));
    assertThat(centre.events(Event.StopRequested.class)).isEmpty();
    assertThat(centre.reason(standard)).containsInstanceOf(WaitReason.NotEnoughFree.class);
  }

  @Test
  void anOrganizationBelowItsGuaranteeComesFirst() {
    var centre = aCentre().nodes(1).organizations("ocean", "river").open();
    quota(centre, "river", 8, 8);
    centre.submit(aJob().accelerators(8));
    var ocean = centre.submit(aJob().accelerators(8).priority(100));
    var river = centre.submit(aJob().accelerators(8).organization("river"));
    centre.run(Duration.ofMinutes(12));
    assertThat(centre.isRunning(river)).isTrue();
    assertThat(centre.isRunning(ocean)).isFalse();
  }

  @Test
  void whoUsedLessComesFirstUntilTheUseHasFaded() {
    var centre = aCentre().nodes(1).organizations("ocean", "river").open();
    for (int job = 0; job < 4; job++) {
      centre.submit(aJob().accelerators(8));
    }
    centre.run(Duration.ofHours(1));
    centre.submit(aJob().organization("river").accelerators(8));
    var ocean = centre.submit(aJob().accelerators(8));
    var river = centre.submit(aJob().organization("river").accelerators(8));
    centre.run(Duration.ofMinutes(11));
    assertThat(centre.isRunning(river)).isTrue();
    assertThat(centre.isRunning(ocean)).isFalse();
    centre.run(Duration.ofDays(7 * 45));
    centre.submit(aJob().organization("river").accelerators(8));
    var oceanLater = centre.submit(aJob().accelerators(8));
    var riverLater = centre.submit(aJob().organization("river").accelerators(8));
    centre.run(Duration.ofMinutes(25));
    assertThat(startOf(centre, oceanLater)).isBefore(startOf(centre, riverLater));
  }

  @Test
  void aFullQuotaIsTheReason() {
    var centre = aCentre().nodes(2).open();
    quota(centre, "ocean", 0, 8);
    centre.submit(aJob().accelerators(8));
    var second = centre.submit(aJob().accelerators(2));
    assertThat(centre.reason(second))
        .contains(
            new WaitReason.QuotaReached(
                "ocean",
                new MilliAccelerators(2_000),
                new MilliAccelerators(8_000),
                new MilliAccelerators(8_000)));
    centre.run(Duration.ofMinutes(11));
    assertThat(centre.isRunning(second)).isTrue();
  }

  @Test
  void jobsOfOneKindSayHowManyComeBefore() {
    var centre = aCentre().nodes(1).open();
    for (int job = 0; job < 3; job++) {
      centre.submit(aJob().accelerators(8));
    }
    var last = centre.submit(aJob().accelerators(8));
    assertThat(centre.reason(last))
        .hasValueSatisfying(
            reason -> {
              assertThat(reason).isInstanceOf(WaitReason.Behind.class);
              assertThat(reason.sentence()).startsWith("2 like jobs come first.");
            });
  }

  @Test
  void nothingStartsThatMaintenanceWouldInterrupt() {
    var centre = aCentre().nodes(1).open();
    var from = centre.clock().plus(Duration.ofMinutes(30));
    var window = new Window(from, from.plus(Duration.ofHours(1)));
    centre.accept(new Command.PlanMaintenance(node(0), window, "inspection"));
    var tooLong = centre.submit(aJob().timeLimit(Duration.ofHours(1)));
    var shortEnough = centre.submit(aJob().timeLimit(Duration.ofMinutes(20)));
    assertThat(centre.isRunning(tooLong)).isFalse();
    assertThat(centre.isRunning(shortEnough)).isTrue();
    centre.run(Duration.ofMinutes(91));
    assertThat(centre.isRunning(tooLong)).isTrue();
  }

  @Test
  void foreignUseIsLeftAlone() {
    var centre = aCentre().nodes(1).open();
    centre.accept(new Command.ReportForeignUse(node(0), 6));
    var job = centre.submit(aJob().accelerators(4));
    assertThat(centre.isRunning(job)).isFalse();
    centre.accept(new Command.ReportForeignUse(node(0), 4));
    centre.accept(new Command.Advance());
    assertThat(centre.isRunning(job)).isTrue();
  }
}
