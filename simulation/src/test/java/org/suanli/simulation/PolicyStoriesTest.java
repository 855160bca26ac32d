package org.suanli.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.suanli.simulation.CentreFixture.aCentre;
import static org.suanli.simulation.JobFixture.aJob;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.suanli.core.allocation.Allocation;
import org.suanli.core.allocation.Quota;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Event;
import org.suanli.core.scheduling.Policy;
import org.suanli.core.scheduling.WaitReason;
import org.suanli.core.supply.ClusterSpec;
import org.suanli.core.supply.NodeSpec;
import org.suanli.core.units.Bytes;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.JobId;
import org.suanli.core.units.Limit;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.MilliCpus;
import org.suanli.core.units.NodeId;
import org.suanli.core.units.OrganizationId;

class PolicyStoriesTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private static Centre centre(Policy policy, String... organizations) {
    var centre = aCentre().nodes(2).organizations(organizations).open();
    centre.accept(new Command.SetPolicy(policy));
    return centre;
  }

  private static Policy firstCome() {
    return Policy.STANDARD.withOrder(Policy.Order.FIRST_COME).withBackfill(Policy.Backfill.NONE);
  }

  private static List<Long> starts(Centre centre) {
    return centre.events(Event.AttemptPlaced.class).stream()
        .map(placed -> placed.attempt().job().value())
        .toList();
  }

  @Test
  void whereNothingIsBackfilledNothingPassesTheFirstJob() {
    var centre = centre(firstCome(), "ocean");
    centre.submit(aJob().accelerators(8));
    var first = centre.submit(aJob().accelerators(8).tasks(2));
    var small = centre.submit(aJob().accelerators(1).timeLimit(Duration.ofMinutes(1)));
    assertThat(centre.isRunning(small)).isFalse();
    assertThat(centre.reason(small)).contains(new WaitReason.BehindFirst(first));
    assertThat(centre.job(first).orElseThrow().promised()).isEmpty();
    centre.run(Duration.ofMinutes(25));
    assertThat(starts(centre)).containsExactly(1L, first.value(), small.value());
  }

  @Test
  void aJobThatWaitsForAnotherClusterIsNotInTheWay() {
    var centre = centre(firstCome(), "ocean");
    var west = new ClusterId("west");
    centre.accept(
        new Command.AttachCluster(
            new ClusterSpec(west, "site-1", ClusterSpec.Kind.SLURM, false, false)));
    centre.accept(
        new Command.AddNode(
            new NodeSpec(
                new NodeId(west, "w0"),
                "block-0",
                "rack-0",
                CentreFixture.MAKE_A,
                8,
                new MilliCpus(64_000),
                new Bytes(512L << 30))));
    centre.submit(aJob().cluster("east").accelerators(8).tasks(2));
    centre.submit(aJob().cluster("east").accelerators(8));
    var there = centre.submit(aJob().cluster("west").accelerators(8));
    assertThat(centre.isRunning(there)).isTrue();
  }

  private static Policy conservative() {
    return Policy.STANDARD.withBackfill(Policy.Backfill.CONSERVATIVE);
  }

  private static Instant promised(Centre centre, JobId job) {
    return centre.job(job).orElseThrow().promised().orElseThrow();
  }

  /// With EASY backfill the long job would start at once, and the second wait for it.
  @Test
  void conservativeBackfillDelaysNoneOfThosePromised() {
    var centre = centre(conservative(), "ocean", "river");
    centre.submit(aJob().accelerators(8).grace(Duration.ZERO).timeLimit(HOUR));
    var first = centre.submit(aJob().accelerators(8).tasks(2).grace(Duration.ZERO).timeLimit(HOUR));
    var second =
        centre.submit(aJob().accelerators(8).tasks(2).grace(Duration.ZERO).timeLimit(HOUR));
    var start = centre.clock();
    assertThat(promised(centre, first)).isEqualTo(start.plus(HOUR));
    assertThat(promised(centre, second)).isEqualTo(start.plus(HOUR.multipliedBy(2)));
    var small =
        centre.submit(
            aJob().organization("river").accelerators(1).grace(Duration.ZERO).timeLimit(HOUR));
    assertThat(centre.isRunning(small)).isTrue();
    var tooLong =
        centre.submit(
            aJob()
                .organization("river")
                .accelerators(1)
                .grace(Duration.ZERO)
                .timeLimit(HOUR.plusSeconds(1)));
    assertThat(centre.reason(tooLong))
        .contains(new WaitReason.WouldDelay(first, promised(centre, first)));
    assertThat(promised(centre, tooLong)).isEqualTo(start.plus(HOUR.multipliedBy(3)));
    centre.run(HOUR.multipliedBy(4));
    assertThat(starts(centre))
        .containsExactly(1L, small.value(), first.value(), second.value(), tooLong.value());
  }

  @Test
  void aHigherClassDisplacesWhatWasPromised() {
    var centre = centre(conservative(), "ocean");
    centre.submit(
        aJob().guaranteed().accelerators(8).tasks(2).grace(Duration.ZERO).timeLimit(HOUR));
    var lower = centre.submit(aJob().accelerators(8).tasks(2).grace(Duration.ZERO).timeLimit(HOUR));
    var before = promised(centre, lower);
    var higher =
        centre.submit(
            aJob().guaranteed().accelerators(8).tasks(2).grace(Duration.ZERO).timeLimit(HOUR));
    assertThat(promised(centre, higher)).isEqualTo(before);
    assertThat(promised(centre, lower)).isEqualTo(before.plus(HOUR));
  }

  @Test
  void theQuotaOfAPromisedJobIsNotTakenByLaterOnes() {
    var centre = centre(conservative(), "ocean", "river");
    centre.accept(
        new Command.SetQuota(
            new Allocation.Owner.OfOrganization(new OrganizationId("ocean")),
            new Quota(MilliAccelerators.ZERO, Limit.atMost(new MilliAccelerators(16_000)))));
    centre.submit(
        aJob().organization("river").accelerators(4).grace(Duration.ZERO).timeLimit(HOUR));
    var promised =
        centre.submit(aJob().accelerators(8).tasks(2).grace(Duration.ZERO).timeLimit(HOUR));
    var later =
        centre.submit(aJob().accelerators(1).grace(Duration.ZERO).timeLimit(HOUR.multipliedBy(2)));
    assertThat(centre.isRunning(later)).isFalse();
    var shorter = centre.submit(aJob().accelerators(1).grace(Duration.ZERO).timeLimit(HOUR));
    assertThat(centre.isRunning(shorter)).isTrue();
    centre.run(Duration.ofMinutes(15));
    assertThat(centre.isRunning(promised)).isTrue();
  }

  @Test
  void firstComeFirstServedKnowsNeitherClassNorShare() {
    var centre = centre(firstCome(), "ocean", "river");
    centre.submit(aJob().accelerators(8).tasks(2));
    centre.submit(aJob().organization("ocean").accelerators(8).tasks(2));
    centre.submit(aJob().organization("river").guaranteed().priority(9).accelerators(8).tasks(2));
    centre.run(HOUR);
    assertThat(starts(centre)).containsExactly(1L, 2L, 3L);
  }

  @Test
  void theShortestComesFirstWhereTheCentreSaysSo() {
    var centre = centre(firstCome().withOrder(Policy.Order.SHORTEST_FIRST), "ocean", "river");
    centre.submit(aJob().accelerators(8).tasks(2));
    centre.submit(aJob().accelerators(8).tasks(2).withoutTimeLimit());
    centre.submit(aJob().accelerators(8).tasks(2).timeLimit(HOUR.multipliedBy(3)));
    centre.submit(aJob().organization("river").accelerators(8).tasks(2).timeLimit(HOUR));
    centre.run(HOUR);
    assertThat(starts(centre)).containsExactly(1L, 4L, 3L, 2L);
  }

  @Test
  void jobsThatWaitAreReorderedWhenThePolicyChanges() {
    var centre = centre(firstCome(), "ocean");
    centre.submit(aJob().accelerators(8).tasks(2));
    centre.submit(aJob().accelerators(8).tasks(2).timeLimit(HOUR.multipliedBy(2)));
    centre.submit(aJob().accelerators(8).tasks(2));
    var policy = centre.state().policy().withOrder(Policy.Order.SHORTEST_FIRST);
    var events = centre.accept(new Command.SetPolicy(policy));
    assertThat(events).containsExactly(new Event.PolicyChanged(2, policy));
    assertThat(centre.accept(new Command.SetPolicy(policy))).isEmpty();
    centre.run(HOUR);
    assertThat(starts(centre)).containsExactly(1L, 3L, 2L);
  }

  @Test
  void pastUseIsForgottenFasterWithAShorterHalfLife() {
    for (boolean isShort : new boolean[] {false, true}) {
      var centre = centre(Policy.STANDARD, "ocean", "river", "lake");
      if (isShort) {
        centre.accept(
            new Command.SetPolicy(Policy.STANDARD.withUsageHalfLife(Duration.ofHours(1))));
      }
      centre.submit(aJob().organization("ocean").accelerators(8).tasks(2));
      centre.run(HOUR.multipliedBy(24));
      centre.submit(aJob().organization("river").accelerators(8));
      centre.run(HOUR);
      centre.submit(aJob().organization("lake").accelerators(8).tasks(2));
      centre.submit(aJob().organization("lake").accelerators(8).tasks(2));
      var ocean = centre.submit(aJob().organization("ocean").accelerators(8).tasks(2));
      var river = centre.submit(aJob().organization("river").accelerators(8).tasks(2));
      centre.run(HOUR);
      var order = starts(centre);
      assertThat(order.indexOf(ocean.value()) < order.indexOf(river.value()))
          .as("ocean comes first where its use of yesterday is forgotten: %s", isShort)
          .isEqualTo(isShort);
    }
  }

  @Test
  void aHalfLifeOutOfRangeIsRefused() {
    assertThatThrownBy(() -> Policy.STANDARD.withUsageHalfLife(Duration.ofMinutes(59)))
        .hasMessage("The half-life (PT59M) of use must be one hour to 365 days.");
  }
}
