package org.suanli.simulation.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.suanli.core.supply.NodeSpec;
import org.suanli.core.units.NodeId;
import org.suanli.simulation.fleet.FleetPlan;

/// When which node fails and is back. Owned by one simulation.
final class Breakdowns {
  private final Failures failures;
  private final List<NodeId> nodes;
  private final SplittableRandom random;
  private final PriorityQueue<Turn> dues =
      new PriorityQueue<>(Comparator.comparing(Turn::at).thenComparing(Turn::node));
  private int down;

  /// A node fails, or is back.
  record Turn(Instant at, NodeId node, boolean isDown) {}

  Breakdowns(Failures failures, FleetPlan fleet, Instant from) {
    this.failures = failures;
    nodes = fleet.nodes().stream().map(NodeSpec::id).toList();
    random = new SplittableRandom(failures.seed());
    nodes.forEach(node -> dues.add(new Turn(after(from, failures.between()), node, true)));
  }

  /// Waiting times without memory.
  private Instant after(Instant at, Duration mean) {
    double millis = -StrictMath.log(1 - random.nextDouble()) * mean.toMillis();
    return at.plusMillis(Math.max(1, Math.round(millis)));
  }

  /// @param onlyRepairs whether nothing runs that could fail
  Optional<Instant> nextDue(boolean onlyRepairs) {
    return onlyRepairs && down == 0
        ? Optional.empty()
        : Optional.ofNullable(dues.peek()).map(Turn::at);
  }

  /// The next that is due by an instant; empty if none is.
  Optional<Turn> next(Instant until) {
    var turn = dues.peek();
    if (turn == null || turn.at().isAfter(until)) {
      return Optional.empty();
    }
    dues.remove();
    down += turn.isDown() ? 1 : -1;
    var mean = turn.isDown() ? failures.repair() : failures.between();
    dues.add(new Turn(after(turn.at(), mean), turn.node(), !turn.isDown()));
    return Optional.of(turn);
  }
}
