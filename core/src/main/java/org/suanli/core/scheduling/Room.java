package org.suanli.core.scheduling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.OrganizationId;

/// For which forms of jobs there may be room now. Counts how many nodes of each pool have how many
/// devices free: enough to see cheaply that a gang finds no room, though not that it does.
final class Room {
  private static final int DEVICES_MAX = 64;

  private final Picture picture;
  private final Topology topology;
  private final Space space;
  private final int[][] nodesByFree;

  /// What is left of the devices that organizations share, by pool.
  private final List<TreeMap<OrganizationId, Left>> shares = new ArrayList<>();

  private boolean isCurrent;

  /// Made when first asked for; shrinks as jobs start.
  private @Nullable LinkedHashSet<Waiting.Form> possible;

  /// @param sum of all devices that an organization shares
  /// @param most of one
  private record Left(MilliAccelerators sum, MilliAccelerators most) {
    static final Left NOTHING = new Left(MilliAccelerators.ZERO, MilliAccelerators.ZERO);

    Left plus(Left other) {
      return new Left(sum.plus(other.sum), most.compareTo(other.most) < 0 ? other.most : most);
    }
  }

  Room(Picture picture, Topology topology, Space space) {
    this.picture = picture;
    this.topology = topology;
    this.space = space;
    nodesByFree = new int[topology.pools().size()][DEVICES_MAX + 1];
    topology.pools().forEach(_ -> shares.add(new TreeMap<>()));
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
      if (form.accepts(topology.pools().get(pool), picture) && mayHold(pool, form)) {
        return true;
      }
    }
    return false;
  }

  private boolean mayHold(int pool, Waiting.Form form) {
    long free = 0;
    for (int devices = 1; devices <= DEVICES_MAX; devices++) {
      free += (long) devices * nodesByFree[pool][devices];
    }
    var left = form.sharing().map(shares.get(pool)::get).orElse(Left.NOTHING);
    if (MilliAccelerators.DEVICE.times(free).plus(left.sum).compareTo(form.shape().occupied())
        < 0) {
      return false;
    }
    for (var role : form.shape().roles()) {
      boolean fits =
          role.isShare()
              ? free > 0 || left.most.compareTo(role.share()) >= 0
              : role.devices() == 0 || tasks(pool, role.devices()) >= role.replicas();
      if (!fits) {
        return false;
      }
    }
    return true;
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
      var left = shares.get(pool);
      left.clear();
      for (int node : topology.pools().get(pool).nodes()) {
        counts[space.freeDevices(node)]++;
        for (var shared : space.shares(node).devices()) {
          left.merge(shared.organization(), new Left(shared.left(), shared.left()), Left::plus);
        }
      }
    }
    isCurrent = true;
  }
}
