package org.suanli.core.scheduling;

import java.util.Arrays;
import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;
import org.suanli.core.spec.Demand;

/// For which forms of jobs there may be room now. Counts how many nodes of each pool have how many
/// devices free: enough to see cheaply that a gang finds no room, though not that it does.
final class Room {
  private static final int DEVICES_MAX = 64;

  private final Picture picture;
  private final Topology topology;
  private final Space space;
  private final int[][] nodesByFree;
  private boolean isCurrent;

  /// Made when first asked for; shrinks as jobs start.
  private @Nullable LinkedHashSet<Waiting.Form> possible;

  Room(Picture picture, Topology topology, Space space) {
    this.picture = picture;
    this.topology = topology;
    this.space = space;
    nodesByFree = new int[topology.pools().size()][DEVICES_MAX + 1];
  }

  /// The space has changed.
  void changed() {
    isCurrent = false;
  }

  /// A job found no room, and none like it will.
  void failed(Waiting.Form form) {
    possible().remove(form);
  }

  /// Whether there may be room for some job.
  boolean isPossible() {
    return !possible().isEmpty();
  }

  boolean isPossible(Waiting.Form form) {
    return possible().contains(form);
  }

  private LinkedHashSet<Waiting.Form> possible() {
    if (possible == null) {
      possible = new LinkedHashSet<>(picture.queue().forms());
    }
    if (!isCurrent) {
      count();
      possible.removeIf(form -> !mayHold(form));
    }
    return possible;
  }

  private boolean mayHold(Waiting.Form form) {
    for (int pool = 0; pool < topology.pools().size(); pool++) {
      if (form.accepts(topology.pools().get(pool), picture) && mayHold(pool, form.shape())) {
        return true;
      }
    }
    return false;
  }

  private boolean mayHold(int pool, Demand.Shape shape) {
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
