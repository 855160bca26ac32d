package org.suanli.core.supply;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.suanli.core.units.MemberId;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.NodeId;

/// All nodes with what is free on each. Owned by one thread; a copy is independent.
///
/// Nodes are kept by index in parallel lists, in the order of registration; a removed node leaves
/// its slot empty, so an index never changes its meaning. Devices of a node are bits of a `long`, a
/// set bit being free.
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

    public int allocatedDevices() {
      return spec.accelerators() - Long.bitCount(freeDevices);
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

  /// Takes devices, cores and memory of a node for a task.
  ///
  /// @throws IllegalStateException if a device is taken already, or cores or memory would fall
  ///   below zero
  public void take(NodeId node, long devices, long milliCpus, long bytes) {
    var slot = slot(node);
    if ((slot.freeDevices & devices) != devices) {
      throw new IllegalStateException(
          "The devices (" + Long.toBinaryString(devices) + ") of " + node + " are not all free.");
    }
    slot.freeDevices &= ~devices;
    slot.freeMilliCpus -= milliCpus;
    slot.freeBytes -= bytes;
    slot.tasks++;
    if (slot.freeMilliCpus < 0 || slot.freeBytes < 0) {
      throw new IllegalStateException("The cores or memory of " + node + " do not suffice.");
    }
  }

  /// Gives back what {@link #take} took.
  public void give(NodeId node, long devices, long milliCpus, long bytes) {
    var slot = slot(node);
    if ((slot.freeDevices & devices) != 0) {
      throw new IllegalStateException(
          "The devices (" + Long.toBinaryString(devices) + ") of " + node + " are free already.");
    }
    slot.freeDevices |= devices;
    slot.freeMilliCpus += milliCpus;
    slot.freeBytes += bytes;
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
    int capacity = slot.spec.accelerators();
    int allocated = slot.allocatedDevices();
    int foreign = Math.min(slot.foreignDevices, Long.bitCount(slot.freeDevices));
    int rest = capacity - allocated - foreign;
    boolean isOffline = slot.state.isOffline();
    return new Balance(
        devices(allocated),
        devices(isOffline ? 0 : rest),
        devices(foreign),
        devices(isOffline ? rest : 0),
        devices(capacity));
  }

  private static MilliAccelerators devices(long count) {
    return new MilliAccelerators(Math.multiplyExact(count, 1_000L));
  }

  /// Where the accelerators are.
  ///
  /// @param allocated held by attempts, on nodes of any state
  /// @param idle free on ready nodes
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
