package org.suanli.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import org.suanli.core.engine.Command;
import org.suanli.core.scheduling.Policy;
import org.suanli.core.supply.ClusterSpec;
import org.suanli.core.supply.NodeSpec;
import org.suanli.core.supply.Precision;
import org.suanli.core.units.Bytes;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.Megaflops;
import org.suanli.core.units.MilliCpus;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.Money;
import org.suanli.core.units.NodeId;
import org.suanli.core.units.Window;

/// What operators of a random centre say about its supply: two clusters, three makes.
final class RandomSupply {
  private static final List<String> MAKES = List.of("make-a", "make-b", "make-c");
  private static final ClusterSpec EAST =
      new ClusterSpec(new ClusterId("east"), "site-1", ClusterSpec.Kind.SLURM, false, false);
  private static final ClusterSpec WEST =
      new ClusterSpec(new ClusterId("west"), "site-1", ClusterSpec.Kind.KUBERNETES, true, false);
  private static final ClusterSpec SPARE =
      new ClusterSpec(new ClusterId("spare"), "site-2", ClusterSpec.Kind.LOCAL, false, true);

  private RandomSupply() {}

  static List<Command> clusters() {
    return List.of(new Command.AttachCluster(EAST), new Command.AttachCluster(WEST));
  }

  /// Attaches or detaches a cluster that has no nodes.
  static Command cluster(RandomGenerator random) {
    return random.nextBoolean()
        ? new Command.AttachCluster(SPARE)
        : new Command.DetachCluster(SPARE.id());
  }

  static NodeId nodeId(int number) {
    return new NodeId(number % 2 == 0 ? EAST.id() : WEST.id(), "node-" + number);
  }

  static NodeSpec node(RandomGenerator random, int number) {
    int devices = List.of(1, 2, 4, 8, 8, 8).get(random.nextInt(6));
    return new NodeSpec(
        nodeId(number),
        "block-" + random.nextInt(2),
        "rack-" + random.nextInt(3),
        new ModelName(MAKES.get(random.nextInt(MAKES.size()))),
        devices,
        new MilliCpus(devices * 8_000L),
        new Bytes((devices * 64L) << 30));
  }

  static Command maintenance(RandomGenerator random, NodeId node, Instant now) {
    var from = now.plus(Duration.ofMinutes(random.nextInt(-60, 48 * 60)));
    var until = from.plus(Duration.ofMinutes(random.nextInt(1, 24 * 60)));
    return new Command.PlanMaintenance(node, new Window(from, until), "inspection");
  }

  static Command rating(RandomGenerator random) {
    return new Command.PublishRating(
        new ModelName(MAKES.get(random.nextInt(MAKES.size()))),
        Precision.FP16,
        new Megaflops(random.nextLong(50_000_000, 1_000_000_000)),
        "measured");
  }

  static Command price(RandomGenerator random) {
    return new Command.PublishPrice(new Money(random.nextLong(1_000_000)));
  }

  static Command policy(RandomGenerator random) {
    var orders = Policy.Order.values();
    var backfills = Policy.Backfill.values();
    return new Command.SetPolicy(
        new Policy(
            orders[random.nextInt(orders.length)],
            backfills[random.nextInt(backfills.length)],
            Duration.ofHours(random.nextInt(1, 400)),
            new Policy.Preemption(
                Duration.ofMinutes(random.nextInt(31)), Duration.ofMinutes(random.nextInt(61)))));
  }
}
