package org.suanli.simulation.packing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Suanli's own packing: each pod goes where it takes the least from those that will come, as far
/// as the pods that have come tell. Nothing else is known of the workload, neither beforehand nor
/// how long it is.
///
/// A node's worth is the mean of what sampled pods would fill of it ({@link SampledFills}, a
/// rollout by best fit), and what its places for pods that few places suit are worth ({@link
/// SlotPrices}, bid prices). What is typical is learnt anew when half as many pods again have come,
/// prices are made anew each time that one pod for twelve nodes has come. Until eight have come,
/// the node with the fewest idle accelerators is taken. The same pods, nodes and seed give the same
/// placements; there is no floating point. Why so: docs/decisions/packing.md.
///
/// 1. Bertsekas and Castañon, "Rollout algorithms for stochastic scheduling problems" (1999).
/// 2. Talluri and van Ryzin, "An analysis of bid-price controls for network revenue management"
///    (1998).
public final class Rollout implements PackingPolicy {
  /// Pods that have come before anything is learnt of them.
  private static final int FIRST = 8;

  /// Prices are made anew when as many pods have come as this part of the nodes: then about so much
  /// of what is offered has changed.
  private static final int NODES_PER_POD = 12;

  private final long seed;
  private final List<Shape> seen = new ArrayList<>();
  private int arrived;
  private int nextLearning = FIRST;
  private int nextPrices;
  private Optional<SampledFills> fills = Optional.empty();
  private PackingPolicy current = new HighestScore(new FewestIdle());

  /// Where nothing is known.
  private record FewestIdle() implements Scoring {
    @Override
    public long score(PackedNode node, Shape shape) {
      return -node.idleTotal();
    }
  }

  /// @param seed of the order of the sampled pods
  public Rollout(long seed) {
    this.seed = seed;
  }

  @Override
  public Optional<Spot> choose(List<PackedNode> nodes, Shape shape) {
    arrived++;
    if (shape.devices() > 0) {
      seen.add(shape);
    }
    if (arrived >= nextLearning && !seen.isEmpty()) {
      fills = Optional.of(new SampledFills(seen, seed));
      nextLearning = Math.addExact(arrived, arrived / 2);
      nextPrices = arrived;
    }
    if (fills.isPresent() && arrived >= nextPrices) {
      var prices = SlotPrices.of(seen, nodes);
      current = new HighestScore(new LearntValue(fills.orElseThrow(), prices));
      nextPrices = arrived + Math.max(1, nodes.size() / NODES_PER_POD);
    }
    return current.choose(nodes, shape);
  }
}
