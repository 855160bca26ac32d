package org.suanli.simulation.packing;

import java.util.List;
import org.suanli.core.supply.NodeSpec;

/// The most that a node of a fleet has: what cores and accelerators are made comparable by.
record Largest(long cpus, int milli) {
  static Largest of(List<NodeSpec> fleet) {
    return new Largest(
        Math.max(1, fleet.stream().mapToLong(node -> node.cpus().milli()).max().orElse(1)),
        Shape.WHOLE * Math.max(1, fleet.stream().mapToInt(NodeSpec::accelerators).max().orElse(1)));
  }
}
