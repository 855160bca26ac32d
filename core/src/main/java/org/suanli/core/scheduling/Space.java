package org.suanli.core.scheduling;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.suanli.core.spec.Demand;
import org.suanli.core.spec.RoleDemand;
import org.suanli.core.supply.Fleet;
import org.suanli.core.supply.Placement;

/// What is free on each node at one instant, to try placements on. Nodes are the fleet's indexes.
final class Space {
  private final long[] devices;
  private final long[] cpus;
  private final long[] bytes;
  private final long[] millisMax;

  private Space(long[] devices, long[] cpus, long[] bytes, long[] millisMax) {
    this.devices = devices;
    this.cpus = cpus;
    this.bytes = bytes;
    this.millisMax = millisMax;
  }

  /// What is free now on nodes that take work.
  static Space of(Picture picture) {
    var fleet = picture.fleet();
    int size = fleet.size();
    var space = new Space(new long[size], new long[size], new long[size], unlimited(size));
    for (int node = 0; node < size; node++) {
      var slot = fleet.slot(node);
      if (slot.isSchedulable()) {
        space.devices[node] = withoutHighest(slot.freeDevices(), slot.foreignDevices());
        space.cpus[node] = slot.freeMilliCpus();
        space.bytes[node] = slot.freeBytes();
      } else {
        space.cpus[node] = -1;
      }
    }
    return space.at(picture, picture.now());
  }

  /// The same, as it is at an instant with regard to maintenance: each node may be used until its
  /// next one begins.
  Space at(Picture picture, Instant instant) {
    if (picture.maintenances().isEmpty()) {
      return this;
    }
    var until = unlimited(devices.length);
    for (var maintenance : picture.maintenances()) {
      var window = maintenance.window();
      if (picture.fleet().contains(maintenance.node()) && window.until().isAfter(instant)) {
        int node = picture.fleet().indexOf(maintenance.node());
        long millis = Duration.between(instant, window.from()).toMillis();
        until[node] = Math.min(until[node], Math.max(0, millis));
      }
    }
    return new Space(devices, cpus, bytes, until);
  }

  /// The same, as if no maintenance were planned.
  Space withoutMaintenance() {
    return new Space(devices, cpus, bytes, unlimited(devices.length));
  }

  private static long[] unlimited(int size) {
    long[] millis = new long[size];
    Arrays.fill(millis, Long.MAX_VALUE);
    return millis;
  }

  /// What would be free if every node of the fleet were ready and nobody held anything.
  static Space empty(Fleet fleet) {
    int size = fleet.size();
    var space = new Space(new long[size], new long[size], new long[size], unlimited(size));
    for (int node = 0; node < size; node++) {
      var spec = fleet.slot(node).spec();
      space.devices[node] = fleet.slot(node).isRemoved() ? 0 : allDevices(spec.accelerators());
      space.cpus[node] = fleet.slot(node).isRemoved() ? -1 : spec.cpus().milli();
      space.bytes[node] = spec.memory().bytes();
    }
    return space;
  }

  Space copy() {
    return new Space(devices.clone(), cpus.clone(), bytes.clone(), millisMax);
  }

  /// What is free on each node for a time, maintenance aside.
  static Space of(NodePlan[] plans, long from, long until) {
    int size = plans.length;
    var space = new Space(new long[size], new long[size], new long[size], unlimited(size));
    for (int node = 0; node < size; node++) {
      space.set(node, plans[node], from, until);
    }
    return space;
  }

  /// What is free on each node now, and for ever.
  NodePlan[] toPlans() {
    var plans = new NodePlan[devices.length];
    for (int node = 0; node < plans.length; node++) {
      plans[node] = new NodePlan(devices[node], cpus[node], bytes[node]);
    }
    return plans;
  }

  /// Leaves of a node what is free for a time.
  void set(int node, NodePlan plan, long from, long until) {
    devices[node] = plan.devices(from, until);
    cpus[node] = plan.cpus(from, until);
    bytes[node] = plan.bytes(from, until);
  }

  int freeDevices(int node) {
    return Long.bitCount(devices[node]);
  }

  /// Takes what a holder holds, on nodes that take work.
  void take(Fleet fleet, Demand.Shape shape, Placement placement) {
    change(fleet, shape, placement, -1);
  }

  /// Gives back what a holder holds, on nodes that take work.
  void give(Fleet fleet, Demand.Shape shape, Placement placement) {
    change(fleet, shape, placement, 1);
  }

  private void change(Fleet fleet, Demand.Shape shape, Placement placement, int sign) {
    for (var task : placement.tasks()) {
      int node = fleet.indexOf(task.node());
      if (fleet.slot(node).isSchedulable()) {
        var role = shape.roles().get(task.role());
        devices[node] = sign > 0 ? devices[node] | task.devices() : devices[node] & ~task.devices();
        cpus[node] += sign * role.cpus().milli();
        bytes[node] += sign * role.memory().bytes();
      }
    }
  }

  /// Places a job in the first pool that holds it.
  Optional<Placement> place(Fleet fleet, Waiting job, List<Topology.Pool> pools) {
    for (var pool : pools) {
      var placement = place(fleet, job.demand().shape(), pool, job.millisBeforeMaintenance());
      if (placement.isPresent()) {
        return placement;
      }
    }
    return Optional.empty();
  }

  /// Places a gang whole on the tightest domain that holds it, or not at all. This space is left as
  /// it was.
  ///
  /// @param millis how long it may run
  Optional<Placement> place(Fleet fleet, Demand.Shape shape, Topology.Pool pool, long millis) {
    int needed = Math.toIntExact(shape.occupied().milli() / 1_000);
    if (shape.tasks() == 1) {
      int node = bestFit(pool.nodes(), shape.roles().getFirst(), millis);
      return node < 0
          ? Optional.empty()
          : Optional.of(new Placement(pool.model(), List.of(onNode(fleet, 0, node, needed))));
    }
    for (var level : pool.levels()) {
      int[] tightest = null;
      int tightestFree = Integer.MAX_VALUE;
      for (int[] domain : level) {
        int free = freeIn(domain);
        if (free >= needed
            && free < tightestFree
            && fill(fleet, shape, domain, millis).isPresent()) {
          tightest = domain;
          tightestFree = free;
        }
      }
      if (tightest != null) {
        return fill(fleet, shape, tightest, millis)
            .map(tasks -> new Placement(pool.model(), tasks));
      }
    }
    return Optional.empty();
  }

  int freeIn(int[] domain) {
    int free = 0;
    for (int node : domain) {
      free += freeDevices(node);
    }
    return free;
  }

  private Optional<List<Placement.OnNode>> fill(
      Fleet fleet, Demand.Shape shape, int[] domain, long millis) {
    var tasks = new ArrayList<Placement.OnNode>(shape.tasks());
    boolean fits = true;
    for (int index = 0; fits && index < shape.roles().size(); index++) {
      var role = shape.roles().get(index);
      for (int replica = 0; fits && replica < role.replicas(); replica++) {
        int node = bestFit(domain, role, millis);
        fits = node >= 0;
        if (fits) {
          var task = onNode(fleet, index, node, role.devices());
          tasks.add(task);
          devices[node] &= ~task.devices();
          cpus[node] -= role.cpus().milli();
          bytes[node] -= role.memory().bytes();
        }
      }
    }
    for (var task : tasks) {
      int node = fleet.indexOf(task.node());
      var role = shape.roles().get(task.role());
      devices[node] |= task.devices();
      cpus[node] += role.cpus().milli();
      bytes[node] += role.memory().bytes();
    }
    return fits ? Optional.of(tasks) : Optional.empty();
  }

  /// The node with the fewest free devices that holds one task, the first of them on a tie; -1 if
  /// none does.
  private int bestFit(int[] nodes, RoleDemand role, long millis) {
    int needed = role.devices();
    long milliCpus = role.cpus().milli();
    long memory = role.memory().bytes();
    int best = -1;
    int bestFree = Integer.MAX_VALUE;
    for (int node : nodes) {
      int free = Long.bitCount(devices[node]);
      if (free >= needed
          && free < bestFree
          && cpus[node] >= milliCpus
          && bytes[node] >= memory
          && millisMax[node] >= millis) {
        best = node;
        bestFree = free;
        if (free == needed) {
          break;
        }
      }
    }
    return best;
  }

  private Placement.OnNode onNode(Fleet fleet, int role, int node, int needed) {
    long chosen = 0;
    long left = devices[node];
    for (int count = 0; count < needed; count++) {
      long lowest = Long.lowestOneBit(left);
      chosen |= lowest;
      left &= ~lowest;
    }
    return new Placement.OnNode(role, fleet.slot(node).spec().id(), chosen);
  }

  private static long withoutHighest(long mask, int count) {
    for (int dropped = 0; dropped < count && mask != 0; dropped++) {
      mask &= ~Long.highestOneBit(mask);
    }
    return mask;
  }

  private static long allDevices(int count) {
    return count == 64 ? -1L : (1L << count) - 1;
  }
}
