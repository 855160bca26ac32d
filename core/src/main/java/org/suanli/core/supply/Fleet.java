package org.suanli.core.supply;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.suanli.core.units.Bytes;
import org.suanli.core.units.MemberId;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.MilliCpus;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.NodeId;
import org.suanli.core.units.OrganizationId;

/// All nodes with what is free on each. Owned by one thread; a copy is independent.
///
/// Nodes are kept by index in parallel lists, in the order of registration; a removed node leaves
/// its slot empty, so an index never changes its meaning. Devices of a node are bits of a `long`, a
/// set bit being free; beside them stand the {@link Shares} of those that tasks share.
public final class Fleet {
  private final LinkedHashMap<NodeId, Integer> indexes;
  private final ArrayList<Slot> slots;
  private final ArrayList<Slot> present;
  private @Nullable List<NodeSpec> specs;
  private long structure;

  public Fleet() {
    indexes = new LinkedHashMap<>();
    slots = new ArrayList<>();
    present = new ArrayList<>();
  }

  private Fleet(Fleet other) {
    indexes = new LinkedHashMap<>(other.indexes);
    slots = new ArrayList<>(other.slots.size());
    present = new ArrayList<>(other.present.size());
    structure = other.structure;
    for (var slot : other.slots) {
      var copy = new Slot(slot);
      slots.add(copy);
      if (!copy.isRemoved) {
        present.add(copy);
      }
    }
  }

  public Fleet copy() {
    return new Fleet(this);
  }

  /// One node's present numbers. Only this package's fleet changes them.
  public static final class Slot {
    private NodeSpec spec;
    private NodeState state = NodeState.READY;
    private String reason = "";
    private MemberId author = MemberId.PLATFORM;
    private boolean isRemoved;
    private long freeDevices;
    private Shares shares = Shares.NONE;
    private long freeMilliCpus;
    private long freeBytes;
    private int foreignDevices;
    private int tasks;

    private Slot(NodeSpec spec) {
      this.spec = spec;
      freeDevices = spec.accelerators() == 64 ? -1L : (1L << spec.accelerators()) - 1;
      freeMilliCpus = spec.cpus().milli();
      freeBytes = spec.memory().bytes();
    }

    private Slot(Slot other) {
      spec = other.spec;
      state = other.state;
      reason = other.reason;
      author = other.author;
      isRemoved = other.isRemoved;
      freeDevices = other.freeDevices;
      shares = other.shares;
      freeMilliCpus = other.freeMilliCpus;
      freeBytes = other.freeBytes;
      foreignDevices = other.foreignDevices;
      tasks = other.tasks;
    }

    public NodeSpec spec() {
      return spec;
    }

    public NodeState state() {
      return state;
    }

    /// Why the node is in its state, in the words of who put it there; empty if ready.
    public String reason() {
      return reason;
    }

    /// Who put it there; the platform, if nobody did.
    public MemberId author() {
      return author;
    }

    public boolean isRemoved() {
      return isRemoved;
    }

    public boolean isSchedulable() {
      return !isRemoved && state.isSchedulable();
    }

    public long freeDevices() {
      return freeDevices;
    }

    /// The devices that tasks share; none of them is free.
    public Shares shares() {
      return shares;
    }

    public long freeMilliCpus() {
      return freeMilliCpus;
    }

    public long freeBytes() {
      return freeBytes;
    }

    public int foreignDevices() {
      return foreignDevices;
    }

    /// How many tasks of ours it holds, with or without devices.
    public int tasks() {
      return tasks;
    }

    /// Devices that hold no task of ours and no foreign use, whatever the node's state.
    public int unusedDevices() {
      return Math.max(0, Long.bitCount(freeDevices) - foreignDevices);
    }

    /// Devices of which a task of ours holds all or a share.
    public int allocatedDevices() {
      return spec.accelerators() - Long.bitCount(freeDevices);
    }

    /// What tasks of ours hold of them.
    public MilliAccelerators allocated() {
      return devices(allocatedDevices() - shares.devices().size()).plus(shares.held());
    }
  }

  public int size() {
    return slots.size();
  }

  public Slot slot(int index) {
    return slots.get(index);
  }

  public boolean contains(NodeId node) {
    return indexes.containsKey(node);
  }

  /// @throws IllegalStateException if the node is not known
  public int indexOf(NodeId node) {
    var index = indexes.get(node);
    if (index == null) {
      throw new IllegalStateException("The node (" + node + ") is not known.");
    }
    return index;
  }

  public Slot slot(NodeId node) {
    return slots.get(indexOf(node));
  }

  /// All nodes that are not removed, in the order of registration.
  public List<Slot> nodes() {
    return Collections.unmodifiableList(present);
  }

  /// The descriptions of all nodes that are not removed, in the same order.
  public List<NodeSpec> specs() {
    if (specs == null) {
      specs = present.stream().map(Slot::spec).toList();
    }
    return specs;
  }

  /// Rises whenever a node is added or removed; what depends on specifications alone may be kept
  /// until then.
  public long structure() {
    return structure;
  }

  public void add(NodeSpec spec) {
    if (indexes.putIfAbsent(spec.id(), slots.size()) != null) {
      throw new IllegalStateException("The node (" + spec.id() + ") is known already.");
    }
    var slot = new Slot(spec);
    slots.add(slot);
    present.add(slot);
    specs = null;
    structure++;
  }

  public void remove(NodeId node) {
    var slot = slot(node);
    if (slot.tasks > 0) {
      throw new IllegalStateException("The node (" + node + ") still holds tasks.");
    }
    slot.isRemoved = true;
    indexes.remove(node);
    present.remove(slot);
    specs = null;
    structure++;
  }

  public void setState(NodeId node, NodeState state, String reason, MemberId author) {
    var slot = slot(node);
    slot.state = state;
    slot.reason = reason;
    slot.author = author;
  }

  public void setForeign(NodeId node, int devices) {
    slot(node).foreignDevices = devices;
  }

  /// Takes devices, or a share of one, and cores and memory of a node for a task.
  ///
  /// @throws IllegalStateException if a device is taken already, or too much of it, or shared by
  ///   another organization; or cores or memory would fall below zero
  public void take(
      Placement.OnNode task, OrganizationId organization, MilliCpus cpus, Bytes memory) {
    var slot = slot(task.node());
    boolean areFree = (slot.freeDevices & task.devices()) == task.devices();
    if (!areFree && !(task.isShare() && fits(slot, task, organization))) {
      throw new IllegalStateException(
          "What %s takes of the devices (%s) of %s is not all free for it."
              .formatted(organization, Long.toBinaryString(task.devices()), task.node()));
    }
    slot.shares = slot.shares.take(slot.freeDevices, task, organization);
    slot.freeDevices &= ~task.devices();
    slot.freeMilliCpus -= cpus.milli();
    slot.freeBytes -= memory.bytes();
    slot.tasks++;
    if (slot.freeMilliCpus < 0 || slot.freeBytes < 0) {
      throw new IllegalStateException("The cores or memory of " + task.node() + " do not suffice.");
    }
  }

  private static boolean fits(Slot slot, Placement.OnNode task, OrganizationId organization) {
    var shared = slot.shares.of(task.firstDevice());
    return shared != null && shared.fits(task.share(), organization);
  }

  /// Gives back what {@link #take} took.
  ///
  /// @throws IllegalStateException if it was not taken
  public void give(Placement.OnNode task, MilliCpus cpus, Bytes memory) {
    var slot = slot(task.node());
    boolean isShared = task.devices() != 0 && slot.shares.of(task.firstDevice()) != null;
    if ((slot.freeDevices & task.devices()) != 0 || isShared != task.isShare()) {
      throw new IllegalStateException(
          "What is given of the devices (%s) of %s was not taken."
              .formatted(Long.toBinaryString(task.devices()), task.node()));
    }
    slot.shares = slot.shares.give(task);
    slot.freeDevices |= slot.shares.freedBy(task);
    slot.freeMilliCpus += cpus.milli();
    slot.freeBytes += memory.bytes();
    slot.tasks--;
  }

  /// Whether the same nodes in the same order have the same room.
  public boolean isAsFree(Fleet other) {
    if (present.size() != other.present.size() || !specs().equals(other.specs())) {
      return false;
    }
    for (int node = 0; node < present.size(); node++) {
      var own = present.get(node);
      var theirs = other.present.get(node);
      if (own.freeDevices != theirs.freeDevices
          || !own.shares.equals(theirs.shares)
          || own.freeMilliCpus != theirs.freeMilliCpus
          || own.freeBytes != theirs.freeBytes
          || own.tasks != theirs.tasks) {
        return false;
      }
    }
    return true;
  }

  /// Accelerators by what they are doing; the four parts always add up to the capacity.
  public Balance balance() {
    var sum = Balance.NONE;
    for (var balance : balances().values()) {
      sum = sum.plus(balance);
    }
    return sum;
  }

  /// The same by make, sorted by its name.
  public SortedMap<ModelName, Balance> balances() {
    var balances = new TreeMap<ModelName, Balance>();
    for (var slot : nodes()) {
      balances.merge(slot.spec.model(), balance(slot), Balance::plus);
    }
    return balances;
  }

  private static Balance balance(Slot slot) {
    var capacity = devices(slot.spec.accelerators());
    var allocated = slot.allocated();
    var foreign = devices(Math.min(slot.foreignDevices, Long.bitCount(slot.freeDevices)));
    var rest = capacity.minus(allocated).minus(foreign);
    boolean isOffline = slot.state.isOffline();
    return new Balance(
        allocated,
        isOffline ? MilliAccelerators.ZERO : rest,
        foreign,
        isOffline ? rest : MilliAccelerators.ZERO,
        capacity);
  }

  private static MilliAccelerators devices(long count) {
    return MilliAccelerators.DEVICE.times(count);
  }

  /// Where the accelerators are.
  ///
  /// @param allocated held by attempts, on nodes of any state
  /// @param idle free on ready nodes, what is left of shared devices with them
  /// @param foreign used by others
  /// @param offline free on nodes that take no work
  /// @param capacity all of them
  public record Balance(
      MilliAccelerators allocated,
      MilliAccelerators idle,
      MilliAccelerators foreign,
      MilliAccelerators offline,
      MilliAccelerators capacity) {
    static final Balance NONE =
        new Balance(
            MilliAccelerators.ZERO,
            MilliAccelerators.ZERO,
            MilliAccelerators.ZERO,
            MilliAccelerators.ZERO,
            MilliAccelerators.ZERO);

    Balance plus(Balance other) {
      return new Balance(
          allocated.plus(other.allocated),
          idle.plus(other.idle),
          foreign.plus(other.foreign),
          offline.plus(other.offline),
          capacity.plus(other.capacity));
    }
  }
}
