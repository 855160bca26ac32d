package org.suanli.simulation.run;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.suanli.core.supply.NodeSpec;
import org.suanli.core.supply.Placement;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.NodeId;
import org.suanli.simulation.fleet.FleetPlan;

/// How the machines were used over time, in parts of time of one length. Owned by the simulation
/// that it belongs to, while that runs.
///
/// How long a simulation lasts is not known beforehand: when the parts are used up, neighbours are
/// put together, and each is twice as long from then on.
public final class Course {
  /// As many as a chart has room for.
  private static final int PARTS_MAX = 240;

  private static final Duration PART_MIN = Duration.ofMinutes(1);

  /// What is counted, in milli-accelerator-milliseconds; of {@link #WAITING}, in job-milliseconds.
  private static final int BUSY = 0;

  private static final int DOWN = 1;
  private static final int BROKEN = 2;
  private static final int WANTED = 3;
  private static final int WAITING = 4;
  private static final int KINDS = 5;

  private final Map<NodeId, Machine> machines = new HashMap<>();
  private final Map<ClusterId, Cluster> clusters = new LinkedHashMap<>();

  /// All, in thousandths, as in every machine.
  private final long devices;

  private final Instant from;

  /// Of now: as many as there are of each kind.
  private final long[] level = new long[KINDS];

  private final List<long[]> parts = new ArrayList<>();
  private long partMillis = PART_MIN.toMillis();
  private long doneMillis;

  /// Jobs that wait for any cluster.
  private int waitingAnywhere;

  /// A cluster as it is now.
  private static final class Cluster {
    /// Accelerators that are neither busy nor down.
    private long idle;

    /// Jobs that wait for it alone.
    private int waiting;
  }

  /// A node as it is now.
  private static final class Machine {
    private final Cluster cluster;
    private final long devices;
    private long busy;
    private boolean isDown;

    Machine(Cluster cluster, long devices) {
      this.cluster = cluster;
      this.devices = devices;
    }

    long idle() {
      return isDown ? 0 : devices - busy;
    }

    /// Idle beside others that are not.
    long broken() {
      return busy == 0 ? 0 : idle();
    }

    long down() {
      return isDown ? devices - busy : 0;
    }
  }

  /// A part of time, or all of it.
  ///
  /// @param busy part of the accelerators that jobs held; 0 to 1, as the others
  /// @param down part that idled on nodes that were down
  /// @param broken part that idled on nodes that were partly in use
  /// @param wanted part that idled, and was not down, while jobs waited for its cluster
  /// @param waiting mean number of jobs that waited
  public record Part(
      Instant from, double busy, double down, double broken, double wanted, double waiting) {

    /// Part of the idle accelerators that stood on nodes partly in use; 0 if none idled.
    public double fragmentation() {
      double idle = 1 - busy - down;
      return idle <= ROUNDING ? 0 : Math.min(1, broken / idle);
    }

    /// Part that idled while nobody waited.
    public double unwanted() {
      return Math.max(0, 1 - busy - down - wanted);
    }

    private static final double ROUNDING = 1e-9;
  }

  Course(FleetPlan fleet, Instant from) {
    this.from = from;
    for (NodeSpec node : fleet.nodes()) {
      var cluster = clusters.computeIfAbsent(node.id().cluster(), _ -> new Cluster());
      long milli = MilliAccelerators.DEVICE.times(node.accelerators()).milli();
      machines.put(node.id(), new Machine(cluster, milli));
      cluster.idle += milli;
    }
    devices = MilliAccelerators.DEVICE.times(fleet.devices()).milli();
  }

  /// A job waits, for one cluster or for any.
  void arrived(Optional<ClusterId> cluster, Instant at) {
    until(at);
    wait(cluster, 1);
  }

  /// A job waits no longer: it runs, or will never.
  void left(Optional<ClusterId> cluster, Instant at) {
    until(at);
    wait(cluster, -1);
  }

  private void wait(Optional<ClusterId> named, int sign) {
    level[WAITING] += sign;
    var cluster = named.map(clusters::get).orElse(null);
    if (cluster == null) {
      waitingAnywhere += sign;
    } else {
      cluster.waiting += sign;
    }
  }

  void placed(Placement placement, Instant at) {
    occupy(placement, 1, at);
  }

  void freed(Placement placement, Instant at) {
    occupy(placement, -1, at);
  }

  private void occupy(Placement placement, int sign, Instant at) {
    until(at);
    for (var task : placement.tasks()) {
      var machine = machine(task.node());
      count(machine, -1);
      machine.busy += sign * Long.bitCount(task.devices()) * task.share().milli();
      count(machine, 1);
    }
  }

  void turned(NodeId node, boolean isDown, Instant at) {
    until(at);
    var machine = machine(node);
    count(machine, -1);
    machine.isDown = isDown;
    count(machine, 1);
  }

  private Machine machine(NodeId node) {
    var machine = machines.get(node);
    if (machine == null) {
      throw new IllegalStateException("The node (" + node + ") must be one of the fleet.");
    }
    return machine;
  }

  private void count(Machine machine, int sign) {
    machine.cluster.idle += sign * machine.idle();
    level[BUSY] += sign * machine.busy;
    level[DOWN] += sign * machine.down();
    level[BROKEN] += sign * machine.broken();
  }

  /// Lets time pass with what holds now.
  void until(Instant at) {
    long to = Duration.between(from, at).toMillis();
    if (to <= doneMillis) {
      return;
    }
    level[WANTED] = wanted();
    while (to > partMillis * PARTS_MAX) {
      pair();
    }
    while (doneMillis < to) {
      int index = Math.toIntExact(doneMillis / partMillis);
      long end = Math.min(to, (index + 1) * partMillis);
      if (index == parts.size()) {
        parts.add(new long[KINDS]);
      }
      var part = parts.get(index);
      for (int kind = 0; kind < KINDS; kind++) {
        part[kind] = Math.addExact(part[kind], Math.multiplyExact(level[kind], end - doneMillis));
      }
      doneMillis = end;
    }
  }

  /// Idle accelerators of the clusters that jobs wait for.
  private long wanted() {
    long wanted = 0;
    if (level[WAITING] > 0) {
      for (var cluster : clusters.values()) {
        wanted += waitingAnywhere + cluster.waiting > 0 ? cluster.idle : 0;
      }
    }
    return wanted;
  }

  private void pair() {
    var pairs = new ArrayList<long[]>();
    for (int index = 0; index < parts.size(); index += 2) {
      var pair = parts.get(index);
      if (index + 1 < parts.size()) {
        add(pair, parts.get(index + 1));
      }
      pairs.add(pair);
    }
    parts.clear();
    parts.addAll(pairs);
    partMillis *= 2;
  }

  private static void add(long[] sum, long[] other) {
    for (int kind = 0; kind < KINDS; kind++) {
      sum[kind] = Math.addExact(sum[kind], other[kind]);
    }
  }

  /// How long a part is; the last may end earlier.
  public Duration length() {
    return Duration.ofMillis(partMillis);
  }

  /// In order; none if no time passed.
  public List<Part> parts() {
    var shown = new ArrayList<Part>();
    for (int index = 0; index < parts.size(); index++) {
      long start = index * partMillis;
      long millis = Math.min(partMillis, doneMillis - start);
      shown.add(part(from.plusMillis(start), parts.get(index), millis));
    }
    return shown;
  }

  /// All of it as one part.
  public Part whole() {
    var sum = new long[KINDS];
    parts.forEach(part -> add(sum, part));
    return part(from, sum, doneMillis);
  }

  private Part part(Instant start, long[] sum, long millis) {
    double all = Math.max(1, (double) devices * millis);
    return new Part(
        start,
        sum[BUSY] / all,
        sum[DOWN] / all,
        sum[BROKEN] / all,
        sum[WANTED] / all,
        (double) sum[WAITING] / Math.max(1, millis));
  }
}
