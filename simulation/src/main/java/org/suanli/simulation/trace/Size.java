package org.suanli.simulation.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.suanli.core.spec.RoleDemand;
import org.suanli.core.units.Bytes;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.MilliCpus;
import org.suanli.core.units.ModelName;

/// What a job of a trace occupies as a whole.
///
/// @param accelerators of the whole job: whole ones, or a share of one
/// @param tasks into how many equal parts it is cut; if the trace does not say, into as few as the
///   nodes allow
/// @param cpus of the whole job
/// @param memory of the whole job
/// @param models acceptable makes; empty if all are
public record Size(
    MilliAccelerators accelerators,
    OptionalInt tasks,
    MilliCpus cpus,
    Bytes memory,
    List<ModelName> models) {
  private static final int MILLI_PER_DEVICE = 1_000;

  public Size {
    models = List.copyOf(models);
    if (tasks.isPresent() && tasks.getAsInt() < 1) {
      throw new IllegalArgumentException(
          "The tasks (" + tasks.getAsInt() + ") of a job must be 1 or more.");
    }
  }

  /// Whole accelerators wherever there is room, of any make, with no cores or memory to speak of.
  public static Size ofDevices(int devices) {
    return new Size(
        new MilliAccelerators((long) devices * MILLI_PER_DEVICE),
        OptionalInt.empty(),
        MilliCpus.ZERO,
        Bytes.ZERO,
        List.of());
  }

  /// The same, cut into equal tasks.
  public Size inTasks(int count) {
    return new Size(accelerators, OptionalInt.of(count), cpus, memory, models);
  }

  public Size withCpus(MilliCpus of) {
    return new Size(accelerators, tasks, of, memory, models);
  }

  public Size withMemory(Bytes of) {
    return new Size(accelerators, tasks, cpus, of, models);
  }

  /// The devices that it holds, or shares.
  public int devices() {
    return Math.toIntExact(Math.ceilDiv(accelerators.milli(), MILLI_PER_DEVICE));
  }

  /// The tasks of its gang. Those with one more device than others, or the only full ones, come
  /// first.
  ///
  /// @param perNode how many devices the nodes have; 1 or more
  public List<RoleDemand> roles(int perNode) {
    int devices = devices();
    if (devices <= 1 && tasks.orElse(1) == 1) {
      return List.of(new RoleDemand("worker", 1, accelerators, cpus, memory));
    }
    int count = tasks.orElse(Math.max(1, Math.ceilDiv(devices, perNode)));
    // Equal parts where the trace names a number; full nodes and a remainder where it does not.
    int larger = tasks.isPresent() ? devices % count : devices / perNode;
    int each = tasks.isPresent() ? Math.ceilDiv(devices, count) : perNode;
    int rest = tasks.isPresent() ? devices / count : devices % perNode;
    if (larger == 0) {
      return List.of(role("worker", count, tasks.isPresent() ? rest : devices));
    }
    var roles = new ArrayList<RoleDemand>(2);
    roles.add(role("worker", larger, each));
    if (count > larger) {
      roles.add(role("rest", count - larger, rest));
    }
    return roles;
  }

  /// Cores and memory go with the devices, or evenly where there are none.
  private RoleDemand role(String name, int replicas, int each) {
    long parts = devices() == 0 ? replicas : devices();
    long own = devices() == 0 ? 1 : each;
    return new RoleDemand(
        name,
        replicas,
        new MilliAccelerators((long) each * MILLI_PER_DEVICE),
        new MilliCpus(cpus.milli() / parts * own + cpus.milli() % parts * own / parts),
        new Bytes(memory.bytes() / parts * own + memory.bytes() % parts * own / parts));
  }
}
