package org.suanli.core.scheduling;

import java.util.List;
import org.suanli.core.supply.Fleet;

/// What follows from the nodes' specifications alone: the pools, and the room there were if nobody
/// held anything. Kept until a node is added or removed. Owned by one thread.
public final class Layout {
  private Topology topology = new Topology(List.of());
  private Space empty = Space.empty(new Fleet());
  private long structure = -1;

  /// Brings itself up to date with the fleet, of which there is one in its life.
  void follow(Fleet fleet) {
    if (structure != fleet.structure()) {
      topology = Topology.of(fleet);
      empty = Space.empty(fleet);
      structure = fleet.structure();
    }
  }

  Topology topology() {
    return topology;
  }

  /// To be tried on, and left as it is.
  Space empty() {
    return empty;
  }
}
