package org.suanli.simulation;

import static org.suanli.simulation.Invariants.require;

import java.time.Instant;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.suanli.core.allocation.Allocation;
import org.suanli.core.allocation.Quota;
import org.suanli.core.engine.Event;
import org.suanli.core.engine.State;
import org.suanli.core.spec.Demand;
import org.suanli.core.supply.ClusterSpec;
import org.suanli.core.supply.Maintenance;
import org.suanli.core.supply.NodeSpec;
import org.suanli.core.supply.NodeState;
import org.suanli.core.supply.Placement;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.MaintenanceId;
import org.suanli.core.units.MemberId;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.NodeId;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.ProjectId;

/// Shares of a device add up to at most 1,000 milli and are of one organization; a gang holds all
/// its tasks or nothing, on ready nodes of one make that it accepts; quotas hold; and of each make,
/// allocated + idle + foreign + offline is the capacity.
final class DeviceInvariants {
  private static final int DEVICE_MILLI = 1_000;

  private final TreeMap<NodeId, Node> nodes = new TreeMap<>();
  private final TreeMap<OrganizationId, Held> organizations = new TreeMap<>();
  private final TreeMap<ProjectId, Held> projects = new TreeMap<>();
  private final TreeMap<ClusterId, ClusterSpec> clusters = new TreeMap<>();
  private final TreeMap<MaintenanceId, Maintenance> maintenances = new TreeMap<>();
  private final TreeSet<NodeId> touched = new TreeSet<>();

  private static final class Node {
    final NodeSpec spec;
    final int[] milli;
    final @Nullable OrganizationId[] organizations;
    long cpus;
    long bytes;
    NodeState state = NodeState.READY;
    MemberId author = MemberId.PLATFORM;
    int foreign;

    Node(NodeSpec spec) {
      this.spec = spec;
      milli = new int[spec.accelerators()];
      organizations = new @Nullable OrganizationId[spec.accelerators()];
      cpus = spec.cpus().milli();
      bytes = spec.memory().bytes();
    }

    int held() {
      return Math.toIntExact(Arrays.stream(milli).filter(share -> share > 0).count());
    }

    int heldMilli() {
      return Arrays.stream(milli).sum();
    }
  }

  private static final class Held {
    Quota quota = Quota.NONE;
    long milli;
  }

  void observe(Event.Stamped stamped, JobInvariants jobs) {
    switch (stamped.event()) {
      case Event.ClusterAttached(var cluster) -> clusters.put(cluster.id(), cluster);
      case Event.NodeAdded(var spec) ->
          require(nodes.put(spec.id(), new Node(spec)) == null, "a node is added once", spec);
      case Event.NodeRemoved(var id) -> {
        require(node(id).held() == 0, "a node that holds tasks stays", id);
        nodes.remove(id);
      }
      case Event.NodeStateChanged(var id, var state, _) -> {
        node(id).state = state;
        node(id).author = stamped.by();
      }
      case Event.ForeignUseSeen(var id, int devices) -> node(id).foreign = devices;
      case Event.MaintenancePlanned(var plan) -> maintenances.put(plan.id(), plan);
      case Event.MaintenanceEnded(var id) -> maintenances.remove(id);
      case Event.QuotaSet(var owner, var quota) -> held(owner).quota = quota;
      case Event.ProjectRemoved(var project) -> projects.remove(project);
      case Event.AttemptPlaced placed -> placed(placed, stamped.at(), jobs);
      case Event.AttemptEnded ended -> {
        var life = jobs.of(ended.attempt());
        var attempt = jobs.attempt(ended.attempt());
        hold(life, attempt.placement, -1, ended.attempt());
        change(life, -1);
      }
      default -> {
        // The others move no device.
      }
    }
  }

  private Node node(NodeId id) {
    var node = nodes.get(id);
    if (node == null) {
      throw new IllegalStateException("The node " + id + " must be known.");
    }
    touched.add(id);
    return node;
  }

  private Held held(Allocation.Owner owner) {
    return switch (owner) {
      case Allocation.Owner.OfOrganization(var id) -> organization(id);
      case Allocation.Owner.OfProject(var id) -> project(id);
    };
  }

  private Held organization(OrganizationId id) {
    return organizations.computeIfAbsent(id, _ -> new Held());
  }

  private Held project(ProjectId id) {
    return projects.computeIfAbsent(id, _ -> new Held());
  }

  private void placed(Event.AttemptPlaced placed, Instant at, JobInvariants jobs) {
    var id = placed.attempt();
    var life = jobs.of(id);
    var shape = life.demand.shape();
    requireWhole(id, shape, placed.placement());
    for (var task : placed.placement().tasks()) {
      var node = node(task.node());
      require(node.state.isSchedulable(), "only ready nodes take work", placed);
      boolean isOfMake = node.spec.model().equals(placed.placement().model());
      require(isOfMake, "a gang has one make", placed);
      boolean isInCluster = shape.cluster().map(task.node().cluster()::equals).orElse(true);
      require(isInCluster, "a gang stays in its cluster", placed);
      var cluster = clusters.get(task.node().cluster());
      boolean hasImages = cluster != null && cluster.runsImages();
      require(hasImages || !life.demand.needsImage(), "an image runs where images can", placed);
      requireBeforeMaintenance(task.node(), life.demand, at);
    }
    boolean isAccepted = shape.occupied().isZero() || shape.accepts(placed.placement().model());
    require(isAccepted, "a gang gets a make that it accepts", placed);
    hold(life, placed.placement(), 1, id);
    change(life, 1);
    requireWithinQuota(organization(life.project.organization()), id);
    requireWithinQuota(project(life.project), id);
  }

  /// By its time limit; without one, by its grace.
  private void requireBeforeMaintenance(NodeId node, Demand demand, Instant at) {
    var end = at.plus(demand.longestRun().orElse(demand.checkpoint().grace()));
    for (var plan : maintenances.values()) {
      boolean isApart =
          !plan.node().equals(node)
              || !end.isAfter(plan.window().from())
              || !at.isBefore(plan.window().until());
      require(isApart, "nothing starts that maintenance would interrupt", plan);
    }
  }

  private static void requireWithinQuota(Held held, AttemptId id) {
    require(held.quota.concurrent().allows(new MilliAccelerators(held.milli)), "a quota", id);
  }

  static void requireWhole(AttemptId id, Demand.Shape shape, Placement placement) {
    require(placement.tasks().size() == shape.tasks(), "a gang holds all its tasks", id);
    int[] replicas = new int[shape.roles().size()];
    for (var task : placement.tasks()) {
      replicas[task.role()]++;
      var role = shape.roles().get(task.role());
      boolean hasAll =
          Long.bitCount(task.devices()) == role.devices() && task.share().equals(role.share());
      require(hasAll, "a task holds all its devices", id);
    }
    for (int role = 0; role < replicas.length; role++) {
      require(
          replicas[role] == shape.roles().get(role).replicas(), "a gang holds all its tasks", id);
    }
  }

  private void hold(JobInvariants.Life life, Placement placement, int sign, AttemptId id) {
    var shape = life.demand.shape();
    for (var task : placement.tasks()) {
      var node = node(task.node());
      var role = shape.roles().get(task.role());
      node.cpus -= sign * role.cpus().milli();
      node.bytes -= sign * role.memory().bytes();
      require(node.cpus >= 0 && node.bytes >= 0, "cores and memory suffice", id);
      for (long left = task.devices(); left != 0; left &= left - 1) {
        int device = Long.numberOfTrailingZeros(left);
        require(device < node.milli.length, "a device exists", id);
        var others = node.milli[device] == 0 ? null : node.organizations[device];
        boolean isOwn = others == null || others.equals(life.project.organization());
        require(isOwn, "shares of a device are of one organization", id);
        node.organizations[device] = life.project.organization();
        node.milli[device] += sign * Math.toIntExact(task.share().milli());
        boolean isWithin = node.milli[device] >= 0 && node.milli[device] <= DEVICE_MILLI;
        require(isWithin, "shares of a device are at most 1,000 milli", id);
      }
    }
  }

  private void change(JobInvariants.Life life, int sign) {
    long milli = sign * life.demand.shape().occupied().milli();
    organization(life.project.organization()).milli += milli;
    project(life.project).milli += milli;
  }

  /// Compares the nodes that the last events named.
  void compareTouched(State state) {
    for (var id : touched) {
      compare(id, nodes.get(id), state);
    }
    touched.clear();
  }

  private static void compare(NodeId id, @Nullable Node node, State state) {
    require(state.fleet().contains(id) == (node != null), "a known node", id);
    if (node != null) {
      var slot = state.fleet().slot(id);
      boolean isSame =
          slot.allocatedDevices() == node.held()
              && slot.allocated().milli() == node.heldMilli()
              && slot.freeMilliCpus() == node.cpus
              && slot.freeBytes() == node.bytes
              && slot.state() == node.state
              && slot.author().equals(node.author);
      require(isSame, "what is held of a node", id);
      for (int device = 0; device < node.milli.length; device++) {
        boolean isFree = (slot.freeDevices() >>> device & 1) == 1;
        require(isFree == (node.milli[device] == 0), "a held device is not free", id);
        var shared = slot.shares().of(device);
        boolean isLeft =
            shared == null
                ? node.milli[device] % DEVICE_MILLI == 0
                : shared.left().milli() == DEVICE_MILLI - node.milli[device]
                    && shared.organization().equals(node.organizations[device]);
        require(isLeft, "what is left of a shared device", id);
      }
    }
  }

  void compare(State state) {
    touched.clear();
    nodes.forEach((id, node) -> compare(id, node, state));
    require(state.fleet().nodes().size() == nodes.size(), "all nodes are known", nodes.size());
    var want = new TreeMap<ModelName, long[]>();
    nodes
        .values()
        .forEach(node -> add(want.computeIfAbsent(node.spec.model(), _ -> new long[5]), node));
    var balances = state.fleet().balances();
    require(balances.keySet().equals(want.keySet()), "the makes", balances.keySet());
    balances.forEach(
        (model, is) -> {
          long[] parts = want.getOrDefault(model, new long[5]);
          boolean isSame =
              is.allocated().milli() == parts[0]
                  && is.foreign().milli() == parts[1]
                  && is.offline().milli() == parts[2]
                  && is.idle().milli() == parts[3]
                  && is.capacity().milli() == parts[4]
                  && parts[0] + parts[1] + parts[2] + parts[3] == parts[4];
          require(isSame, "allocated + idle + foreign + offline = capacity", model);
        });
    state.tenants().forEach((id, tenant) -> compareHeld(id, tenant.held()));
  }

  /// Device by device: allocated, foreign, offline, idle; and all of them.
  private static void add(long[] parts, Node node) {
    int foreign = node.foreign;
    for (int share : node.milli) {
      int part = node.state == NodeState.READY ? 3 : 2;
      if (share == 0 && foreign > 0) {
        part = 1;
        foreign--;
      }
      parts[0] += share;
      parts[part] += DEVICE_MILLI - share;
      parts[4] += DEVICE_MILLI;
    }
  }

  private void compareHeld(OrganizationId id, MilliAccelerators held) {
    require(held.milli() == organization(id).milli, "what an organization holds", id);
  }

  void atEnd() {
    for (var node : nodes.values()) {
      require(node.held() == 0, "nothing is held in the end", node.spec.id());
    }
  }
}
