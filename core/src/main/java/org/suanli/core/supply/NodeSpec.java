package org.suanli.core.supply;

import org.suanli.core.units.Bytes;
import org.suanli.core.units.MilliCpus;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.NodeId;

/// A node as its cluster describes it.
///
/// @param id the node
/// @param block the group of racks that share a fabric, within the cluster
/// @param rack the rack within the block
/// @param model the make of its accelerators; all are alike
/// @param accelerators how many devices, numbered from 0; 0 to 64
/// @param cpus cores for tasks
/// @param memory memory for tasks
public record NodeSpec(
    NodeId id,
    String block,
    String rack,
    ModelName model,
    int accelerators,
    MilliCpus cpus,
    Bytes memory) {
  private static final int ACCELERATORS_MAX = 64;

  public NodeSpec {
    if (accelerators < 0 || accelerators > ACCELERATORS_MAX) {
      throw new IllegalArgumentException(
          "The accelerators ("
              + accelerators
              + ") of node "
              + id
              + " must be 0 to "
              + ACCELERATORS_MAX
              + ".");
    }
  }
}
