package org.suanli.simulation.packing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Any node on which it fits, and any device there.
final class RandomFit implements PackingPolicy {
  private final Random random;

  RandomFit(long seed) {
    this.random = new Random(seed);
  }

  @Override
  public Optional<Spot> choose(List<PackedNode> nodes, Shape shape) {
    var fitting = new ArrayList<PackedNode>();
    for (var node : nodes) {
      if (node.fits(shape)) {
        fitting.add(node);
      }
    }
    if (fitting.isEmpty()) {
      return Optional.empty();
    }
    var node = fitting.get(random.nextInt(fitting.size()));
    return Optional.of(new Spot(node, shape.isShare() ? device(node, shape) : 0));
  }

  private int device(PackedNode node, Shape shape) {
    var idle = node.idle();
    var fitting = new ArrayList<Integer>();
    for (int device = 0; device < idle.length; device++) {
      if (idle[device] >= shape.milli()) {
        fitting.add(device);
      }
    }
    return fitting.get(random.nextInt(fitting.size()));
  }
}
