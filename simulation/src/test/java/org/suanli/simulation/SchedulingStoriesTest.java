package org.suanli.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.suanli.simulation.CentreFixture.PFLOPS_HOUR;
import static org.suanli.simulation.CentreFixture.aCentre;
import static org.suanli.simulation.CentreFixture.grant;
import static org.suanli.simulation.CentreFixture.node;
import static org.suanli.simulation.JobFixture.aJob;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.suanli.core.allocation.Allocation;
import org.suanli.core.allocation.Quota;
import org.suanli.core.engine.Answer;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Event;
import org.suanli.core.lifecycle.StopCause;
import org.suanli.core.scheduling.Alternative;
import org.suanli.core.scheduling.WaitReason;
import org.suanli.core.supply.ClusterSpec;
import org.suanli.core.supply.NodeSpec;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.JobId;
import org.suanli.core.units.Limit;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.NodeId;
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
    var promised = centre.submit(aJob().accelerators(8));
    var ocean = centre.submit(aJob().accelerators(8).priority(100));
    var river = centre.submit(aJob().accelerators(8).organization("river"));
    centre.run(Duration.ofMinutes(12));
    assertThat(centre.isRunning(promised)).isTrue();
    centre.run(Duration.ofMinutes(10));
    assertThat(centre.isRunning(river)).isTrue();
    assertThat(centre.isRunning(ocean)).isFalse();
  }

  @Test
  void whoUsedLessComesFirstUntilTheUseHasFaded() {
    var centre = aCentre().nodes(1).organizations("ocean", "river", "lake").open();
    for (int job = 0; job < 4; job++) {
      centre.submit(aJob().accelerators(8));
    }
    centre.run(Duration.ofHours(1));
    centre.submit(aJob().organization("river").accelerators(8));
    centre.submit(aJob().organization("lake").accelerators(8));
    var ocean = centre.submit(aJob().accelerators(8));
    var river = centre.submit(aJob().organization("river").accelerators(8));
    centre.run(Duration.ofMinutes(21));
    assertThat(centre.isRunning(river)).isTrue();
    assertThat(centre.isRunning(ocean)).isFalse();
    centre.run(Duration.ofDays(7 * 45));
    centre.submit(aJob().organization("river").accelerators(8));
    centre.submit(aJob().organization("lake").accelerators(8));
    var oceanLater = centre.submit(aJob().accelerators(8));
    var riverLater = centre.submit(aJob().organization("river").accelerators(8));
    centre.run(Duration.ofMinutes(35));
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

  private static Window maintenance(Centre centre, int number, Duration after) {
    var from = centre.clock().plus(after);
    var window = new Window(from, from.plus(Duration.ofHours(1)));
    centre.accept(new Command.PlanMaintenance(node(number), window, "inspection"));
    return window;
  }

  @Test
  void nothingStartsThatMaintenanceWouldInterrupt() {
    var centre = aCentre().nodes(1).open();
    var window = maintenance(centre, 0, Duration.ofMinutes(30));
    var tooLong = centre.submit(aJob().timeLimit(Duration.ofHours(1)));
    var shortEnough = centre.submit(aJob().timeLimit(Duration.ofMinutes(20)));
    assertThat(centre.isRunning(tooLong)).isFalse();
    assertThat(centre.reason(tooLong)).contains(new WaitReason.InMaintenance(node(0), window));
    assertThat(centre.isRunning(shortEnough)).isTrue();
    centre.run(Duration.ofMinutes(91));
    assertThat(centre.isRunning(tooLong)).isTrue();
    assertThat(startOf(centre, tooLong)).isEqualTo(window.until());
  }

  @Test
  void aPromiseKnowsOfMaintenance() {
    var centre = aCentre().nodes(1).whereTasks(Script.runs(Duration.ofHours(9))).open();
    var window = maintenance(centre, 0, Duration.ofHours(2));
    centre.submit(aJob().accelerators(8).timeLimit(Duration.ofMinutes(90)));
    var next = centre.submit(aJob().accelerators(8).timeLimit(Duration.ofHours(1)));
    assertThat(centre.job(next).orElseThrow().promised()).contains(window.until());
    var backfilled = centre.submit(aJob().accelerators(8).timeLimit(Duration.ofMinutes(10)));
    centre.run(Duration.ofHours(4));
    assertThat(startOf(centre, backfilled)).isBefore(window.from());
    assertThat(startOf(centre, next)).isEqualTo(window.until());
  }

  @Test
  void whatHasNoTimeLimitLeavesInTimeForMaintenance() {
    var stubborn = Script.runs(Duration.ofHours(9)).stopsAfter(Duration.ofDays(1));
    var centre = aCentre().nodes(2).whereTasks(stubborn).open();
    var job = centre.submit(aJob().withoutTimeLimit().grace(Duration.ofMinutes(10)));
    var window = maintenance(centre, 0, Duration.ofHours(2));
    centre.run(Duration.ofMinutes(109));
    assertThat(centre.events(Event.StopRequested.class)).isEmpty();
    centre.run(Duration.ofMinutes(2));
    assertThat(centre.events(Event.StopRequested.class))
        .singleElement()
        .satisfies(
            stop -> {
              assertThat(stop.cause()).isEqualTo(StopCause.DRAINED);
              assertThat(stop.killAt()).isEqualTo(window.from());
            });
    centre.run(Duration.ofMinutes(10));
    assertThat(centre.job(job).orElseThrow().attempt().orElseThrow().placement().tasks())
        .extracting(task -> task.node())
        .containsExactly(node(1));
  }

  @Test
  void aGangGoesToOneNodeWhereOneHoldsIt() {
    var centre = aCentre().nodes(2).open();
    centre.submit(aJob().accelerators(4));
    centre.submit(aJob().accelerators(3).tasks(2));
    assertThat(centre.events(Event.AttemptPlaced.class).getLast().placement().tasks())
        .extracting(task -> task.node())
        .containsOnly(node(1));
  }

  @Test
  void whatAStartLeavesUnpaidGivesItsRoomToOthersAtOnce() {
    var centre = aCentre().nodes(1).organizations("ocean", "river").withoutAllocations().open();
    grant(centre, "ocean", 8 * PFLOPS_HOUR, Duration.ofDays(1));
    grant(centre, "river", 8 * PFLOPS_HOUR, Duration.ofDays(1));
    centre.accept(aJob().accelerators(4).timeLimit(Duration.ofHours(3)).priority(1).submit());
    centre.accept(aJob().accelerators(4).timeLimit(Duration.ofHours(2)).submit());
    var river =
        ((Event.JobSubmitted)
                centre
                    .accept(aJob().organization("river").accelerators(4).spot().submit())
                    .getFirst())
            .job();
    centre.run(Duration.ofSeconds(1));
    assertThat(centre.isRunning(river)).isTrue();
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

  @Test
  void anImageRunsOnlyWhereImagesCan() {
    var centre = aCentre().nodes(1).open();
    var west = new ClusterId("west");
    centre.accept(
        new Command.AttachCluster(
            new ClusterSpec(west, "site-1", ClusterSpec.Kind.KUBERNETES, true, false)));
    var spec = centre.state().fleet().slot(node(0)).spec();
    var inWest = new NodeId(west, "w0");
    centre.accept(
        new Command.AddNode(
            new NodeSpec(
                inWest, "block-0", "rack-0", spec.model(), 4, spec.cpus(), spec.memory())));
    centre.submit(aJob().accelerators(3).withImage());
    var second = centre.submit(aJob().accelerators(3).withImage());
    assertThat(centre.events(Event.AttemptPlaced.class))
        .singleElement()
        .satisfies(
            placed -> assertThat(placed.placement().tasks().getFirst().node()).isEqualTo(inWest));
    assertThat(centre.reason(second)).isPresent();
    assertThat(centre.execute(aJob().accelerators(8).withImage().submit()))
        .as("no node of the cluster that runs images is large enough")
        .isInstanceOf(Answer.Refused.class);
  }

  @Test
  void aJobThatWaitsIsToldWhatWouldStartNow() {
    var centre = aCentre().nodes(2).whereTasks(Script.runs(Duration.ofHours(1))).open();
    centre.submit(aJob().accelerators(6).timeLimit(Duration.ofHours(3)));
    centre.submit(aJob().accelerators(4).timeLimit(Duration.ofHours(2)));
    centre.submit(aJob().accelerators(8).tasks(2));
    var single = centre.submit(aJob().accelerators(7).timeLimit(Duration.ofHours(1)));
    assertThat(centre.alternatives(single)).containsExactly(new Alternative.FewerAccelerators(4));
    var tooLong = centre.submit(aJob().accelerators(2).timeLimit(Duration.ofHours(9)));
    assertThat(centre.alternatives(tooLong))
        .containsExactly(new Alternative.ShorterLimit(Duration.ofMinutes(180)));
    var gang = centre.submit(aJob().accelerators(4).tasks(2).timeLimit(Duration.ofHours(1)));
    assertThat(centre.alternatives(gang)).containsExactly(new Alternative.FewerTasks(1));
    for (var waiting : List.of(tooLong, gang, single)) {
      centre.accept(new Command.Cancel(waiting));
    }
    var asTold = centre.submit(aJob().accelerators(2).timeLimit(Duration.ofMinutes(180)));
    assertThat(centre.isRunning(asTold)).isTrue();
  }
}
