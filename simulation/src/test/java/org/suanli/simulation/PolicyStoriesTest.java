package org.suanli.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.suanli.simulation.CentreFixture.aCentre;
import static org.suanli.simulation.JobFixture.aJob;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Event;
import org.suanli.core.scheduling.Policy;
import org.suanli.core.scheduling.WaitReason;
import org.suanli.core.supply.ClusterSpec;
import org.suanli.core.supply.NodeSpec;
import org.suanli.core.units.Bytes;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.MilliCpus;
import org.suanli.core.units.NodeId;

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
