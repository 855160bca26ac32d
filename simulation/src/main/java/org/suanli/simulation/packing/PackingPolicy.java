package org.suanli.simulation.packing;

import java.util.List;
import java.util.Optional;

/// Says where pods go, one after the other as they arrive. One for each packing: it may remember.
public interface PackingPolicy {

  /// Where a pod goes.
  ///
  /// @param device that a share is taken of; without meaning for other shapes
  record Spot(PackedNode node, int device) {}

  /// Empty if it fits nowhere.
  ///
  /// @param nodes all, always the same and in the same order
  Optional<Spot> choose(List<PackedNode> nodes, Shape shape);
}
