package org.suanli.simulation.packing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.suanli.core.supply.NodeSpec;
import org.suanli.core.units.NodeId;
import org.suanli.simulation.packing.PackingPolicy.Spot;

/// What became of pods that arrived one after the other: each was placed at once or dropped, and
/// none left.
///
/// @param nodes where each went; empty if it was dropped
/// @param usedMilli accelerator-milli in use at the end
/// @param allocation how much was in use as more arrived
public record Packing(List<Optional<NodeId>> nodes, long usedMilli, Allocation allocation) {
  public Packing {
    nodes = List.copyOf(nodes);
  }

  /// How many went somewhere.
  public long placed() {
    return nodes.stream().filter(Optional::isPresent).count();
  }

  /// @param fleet the order matters: the first of several equal nodes is taken
  public static Packing run(List<NodeSpec> fleet, List<Shape> arrivals, PackingPolicy policy) {
    var nodes = new ArrayList<PackedNode>();
    for (var spec : fleet) {
      nodes.add(new PackedNode(spec, nodes.size()));
    }
    var went = new ArrayList<Optional<NodeId>>();
    var allocation = new Allocation(nodes.stream().mapToLong(PackedNode::idleTotal).sum());
    long used = 0;
    long arrived = 0;
    for (var shape : arrivals) {
      var spot = policy.choose(nodes, shape);
      spot.ifPresent(there -> there.node().place(shape, there.device()));
      arrived += shape.milliTotal();
      used += spot.isPresent() ? shape.milliTotal() : 0;
      went.add(spot.map(Spot::node).map(node -> node.spec().id()));
      allocation.add(arrived, used);
    }
    return new Packing(went, used, allocation);
  }
}
