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
import org.suanli.core.supply.Shares;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.OrganizationId;

/// What is free on each node at one instant, to try placements on. Nodes are the fleet's indexes.
final class Space {
  private final long[] devices;
  private final Shares[] shares;
  private final long[] cpus;
  private final long[] bytes;
  private final long[] millisMax;

  /// A job to be placed.
  ///
  /// @param millis how long it may run
  private record Ask(Fleet fleet, Demand.Shape shape, OrganizationId organization, long millis) {}

  /// Without anything free.
  private Space(int size) {
    devices = new long[size];
    shares = new Shares[size];
    cpus = new long[size];
    bytes = new long[size];
    millisMax = unlimited(size);
    Arrays.fill(shares, Shares.NONE);
  }

  /// Shares what is free with another.
  private Space(Space other, long[] millisMax) {
    devices = other.devices;
    shares = other.shares;
    cpus = other.cpus;
    bytes = other.bytes;
    this.millisMax = millisMax;
  }

  private Space(Space other) {
    devices = other.devices.clone();
    shares = other.shares.clone();
    cpus = other.cpus.clone();
    bytes = other.bytes.clone();
    millisMax = other.millisMax;
  }

  /// What is free now on nodes that take work.
  static Space of(Picture picture) {
    var fleet = picture.fleet();
    int size = fleet.size();
    var space = new Space(size);
    for (int node = 0; node < size; node++) {
      var slot = fleet.slot(node);
      if (slot.isSchedulable()) {
        space.devices[node] = withoutHighest(slot.freeDevices(), slot.foreignDevices());
        space.shares[node] = slot.shares();
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
    return new Space(this, until);
  }

  /// The same, as if no maintenance were planned.
  Space withoutMaintenance() {
    return new Space(this, unlimited(devices.length));
  }

  private static long[] unlimited(int size) {
    long[] millis = new long[size];
    Arrays.fill(millis, Long.MAX_VALUE);
    return millis;
  }

  /// What would be free if every node of the fleet were ready and nobody held anything.
  static Space empty(Fleet fleet) {
    int size = fleet.size();
    var space = new Space(size);
    for (int node = 0; node < size; node++) {
      var spec = fleet.slot(node).spec();
      space.devices[node] = fleet.slot(node).isRemoved() ? 0 : allDevices(spec.accelerators());
      space.cpus[node] = fleet.slot(node).isRemoved() ? -1 : spec.cpus().milli();
      space.bytes[node] = spec.memory().bytes();
    }
    return space;
  }

  Space copy() {
    return new Space(this);
  }

  /// What is free on each node for a time, maintenance aside.
  static Space of(NodePlan[] plans, long from, long until) {
    int size = plans.length;
    var space = new Space(size);
    for (int node = 0; node < size; node++) {
      space.set(node, plans[node], from, until);
    }
    return space;
  }

  /// What is free on each node now, and for ever.
  NodePlan[] toPlans() {
    var plans = new NodePlan[devices.length];
    for (int node = 0; node < plans.length; node++) {
      plans[node] =
          new NodePlan(new NodePlan.Free(devices[node], shares[node], cpus[node], bytes[node]));
    }
    return plans;
  }

  /// Leaves of a node what is free for a time.
  void set(int node, NodePlan plan, long from, long until) {
    devices[node] = plan.devices(from, until);
    shares[node] = plan.shares(from, until);
    cpus[node] = plan.cpus(from, until);
    bytes[node] = plan.bytes(from, until);
  }

  int freeDevices(int node) {
    return Long.bitCount(devices[node]);
  }

  Shares shares(int node) {
    return shares[node];
  }

  /// Takes what a holder of an organization holds, on nodes that take work.
  void take(Fleet fleet, Demand.Shape shape, Placement placement, OrganizationId organization) {
    for (var task : placement.tasks()) {
      int node = fleet.indexOf(task.node());
      if (fleet.slot(node).isSchedulable()) {
        take(node, task, shape.roles().get(task.role()), organization);
      }
    }
  }

  /// Gives back what a holder holds, on nodes that take work.
  void give(Fleet fleet, Demand.Shape shape, Placement placement) {
    for (var task : placement.tasks()) {
      int node = fleet.indexOf(task.node());
      if (fleet.slot(node).isSchedulable()) {
        give(node, task, shape.roles().get(task.role()));
      }
    }
  }

  private void take(int node, Placement.OnNode task, RoleDemand role, OrganizationId organization) {
    shares[node] = shares[node].take(devices[node], task, organization);
    devices[node] &= ~task.devices();
    cpus[node] -= role.cpus().milli();
    bytes[node] -= role.memory().bytes();
  }

  private void give(int node, Placement.OnNode task, RoleDemand role) {
    shares[node] = shares[node].give(task);
    devices[node] |= shares[node].freedBy(task);
    cpus[node] += role.cpus().milli();
    bytes[node] += role.memory().bytes();
  }

  /// Places a job in the first pool that holds it.
  Optional<Placement> place(Fleet fleet, Waiting job, List<Topology.Pool> pools) {
    var ask =
        new Ask(
            fleet,
            job.demand().shape(),
            job.project().organization(),
            job.millisBeforeMaintenance());
    for (var pool : pools) {
      var placement = place(ask, pool);
      if (placement.isPresent()) {
        return placement;
      }
    }
    return Optional.empty();
  }

  /// Places a gang whole on the tightest domain that holds it, or not at all. This space is left as
  /// it was.
  private Optional<Placement> place(Ask ask, Topology.Pool pool) {
    var shape = ask.shape();
    if (shape.tasks() == 1) {
      return fit(ask, 0, pool.nodes()).map(task -> new Placement(pool.model(), List.of(task)));
    }
    int needed = shape.wholeDevices();
    for (var level : pool.levels()) {
      int[] tightest = null;
      int tightestFree = Integer.MAX_VALUE;
      for (int[] domain : level) {
        int free = freeIn(domain);
        if (free >= needed && free < tightestFree && fill(ask, domain).isPresent()) {
          tightest = domain;
          tightestFree = free;
        }
      }
      if (tightest != null) {
        return fill(ask, tightest).map(tasks -> new Placement(pool.model(), tasks));
      }
    }
    return Optional.empty();
  }

  /// The devices that are wholly free.
  int freeIn(int[] domain) {
    int free = 0;
    for (int node : domain) {
      free += freeDevices(node);
    }
    return free;
  }

  /// What is left of the devices that an organization shares.
  MilliAccelerators leftIn(int[] domain, OrganizationId organization) {
    var left = MilliAccelerators.ZERO;
    for (int node : domain) {
      left = shares[node].isEmpty() ? left : left.plus(shares[node].left(organization));
    }
    return left;
  }

  private Optional<List<Placement.OnNode>> fill(Ask ask, int[] domain) {
    var roles = ask.shape().roles();
    var tasks = new ArrayList<Placement.OnNode>(ask.shape().tasks());
    boolean fits = true;
    for (int index = 0; fits && index < roles.size(); index++) {
      var role = roles.get(index);
      for (int replica = 0; fits && replica < role.replicas(); replica++) {
        var task = fit(ask, index, domain);
        fits = task.isPresent();
        if (fits) {
          tasks.add(task.get());
          int node = ask.fleet().indexOf(task.get().node());
          take(node, task.get(), role, ask.organization());
        }
      }
    }
    for (var task : tasks) {
      give(ask.fleet().indexOf(task.node()), task, roles.get(task.role()));
    }
    return fits ? Optional.of(tasks) : Optional.empty();
  }

  /// The place of one task: beside others on a shared device, if it wants a share, and else on the
  /// node with the fewest free devices that holds it, the first of them on a tie.
  private Optional<Placement.OnNode> fit(Ask ask, int index, int[] nodes) {
    var role = ask.shape().roles().get(index);
    if (role.isShare()) {
      var beside = beside(ask, index, nodes);
      if (beside.isPresent()) {
        return beside;
      }
    }
    int node = bestFit(nodes, role, ask.millis());
    return node < 0
        ? Optional.empty()
        : Optional.of(
            new Placement.OnNode(
                index,
                ask.fleet().slot(node).spec().id(),
                lowest(devices[node], role.devices()),
                role.share()));
  }

  /// A share of the shared device with the least left that holds it, the first of them on a tie.
  private Optional<Placement.OnNode> beside(Ask ask, int index, int[] nodes) {
    var role = ask.shape().roles().get(index);
    Shares.Shared best = null;
    int bestNode = -1;
    for (int node : nodes) {
      if (!shares[node].isEmpty() && hasRoom(node, role, ask.millis())) {
        for (var shared : shares[node].devices()) {
          if (shared.fits(role.share(), ask.organization())
              && (best == null || shared.left().compareTo(best.left()) < 0)) {
            best = shared;
            bestNode = node;
          }
        }
      }
    }
    return best == null
        ? Optional.empty()
        : Optional.of(
            new Placement.OnNode(
                index, ask.fleet().slot(bestNode).spec().id(), 1L << best.device(), role.share()));
  }

  /// Whether a node has the cores and the memory for a task, for as long as that may run.
  private boolean hasRoom(int node, RoleDemand role, long millis) {
    return cpus[node] >= role.cpus().milli()
        && bytes[node] >= role.memory().bytes()
        && millisMax[node] >= millis;
  }

  /// -1 if no node holds a task.
  private int bestFit(int[] nodes, RoleDemand role, long millis) {
    int needed = role.devices();
    int best = -1;
    int bestFree = Integer.MAX_VALUE;
    for (int node : nodes) {
      int free = Long.bitCount(devices[node]);
      if (free >= needed && free < bestFree && hasRoom(node, role, millis)) {
        best = node;
        bestFree = free;
        if (free == needed) {
          break;
        }
      }
    }
    return best;
  }

  private static long lowest(long mask, int count) {
    long chosen = 0;
    long left = mask;
    for (int taken = 0; taken < count; taken++) {
      long lowest = Long.lowestOneBit(left);
      chosen |= lowest;
      left &= ~lowest;
    }
    return chosen;
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
