package org.suanli.core.scheduling;

import java.util.Arrays;
import org.suanli.core.spec.Demand;

/// How many nodes of each pool have how many devices free: enough to see cheaply that a gang finds
/// no room, though not that it does.
final class Room {
  private static final int DEVICES_MAX = 64;

  private final Topology topology;
  private final Space space;
  private final int[][] nodesByFree;
  private boolean isCurrent;

  Room(Topology topology, Space space) {
    this.topology = topology;
    this.space = space;
    nodesByFree = new int[topology.pools().size()][DEVICES_MAX + 1];
  }

  /// The space has changed.
  void changed() {
    isCurrent = false;
  }

  /// Whether it was looked at since the space changed.
  boolean isCurrent() {
    return isCurrent;
  }

  /// Whether a pool, by its index, may have room for a shape.
  boolean mayHold(int pool, Demand.Shape shape) {
    if (!isCurrent) {
      count();
    }
    long total = 0;
    for (int free = 1; free <= DEVICES_MAX; free++) {
      total += (long) free * nodesByFree[pool][free];
    }
    return total * 1_000 >= shape.occupied().milli()
        && shape.roles().stream()
            .allMatch(
                role -> role.devices() == 0 || tasks(pool, role.devices()) >= role.replicas());
  }

  /// How many tasks of so many devices the nodes of a pool would hold.
  private long tasks(int pool, int devices) {
    long tasks = 0;
    for (int free = devices; free <= DEVICES_MAX; free++) {
      tasks += (long) nodesByFree[pool][free] * (free / devices);
    }
    return tasks;
  }

  private void count() {
    for (int pool = 0; pool < nodesByFree.length; pool++) {
      int[] counts = nodesByFree[pool];
      Arrays.fill(counts, 0);
      for (int node : topology.pools().get(pool).nodes()) {
        counts[space.freeDevices(node)]++;
      }
    }
    isCurrent = true;
  }
}
