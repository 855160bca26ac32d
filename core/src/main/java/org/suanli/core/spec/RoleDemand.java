package org.suanli.core.spec;

import org.suanli.core.units.Bytes;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.MilliCpus;

/// Tasks of one shape within a gang.
///
/// @param name the role, such as `worker`
/// @param replicas how many tasks; 1 to 10,000
/// @param accelerators of each task; whole devices, or less than one
/// @param cpus of each task
/// @param memory of each task
public record RoleDemand(
    String name, int replicas, MilliAccelerators accelerators, MilliCpus cpus, Bytes memory) {
  static final int REPLICAS_MAX = 10_000;
  static final int MILLI_PER_DEVICE = 1_000;

  public RoleDemand {
    if (replicas < 1 || replicas > REPLICAS_MAX) {
      throw new IllegalArgumentException(
          "The replicas ("
              + replicas
              + ") of role "
              + name
              + " must be 1 to "
              + REPLICAS_MAX
              + ".");
    }
    if (accelerators.milli() > MILLI_PER_DEVICE && accelerators.milli() % MILLI_PER_DEVICE != 0) {
      throw new IllegalArgumentException(
          "The accelerators ("
              + accelerators.milli()
              + " milli) of role "
              + name
              + " must be whole devices, or less than one.");
    }
  }

  /// Whether a task shares its only device with others.
  public boolean isShare() {
    return accelerators.milli() > 0 && accelerators.milli() < MILLI_PER_DEVICE;
  }

  /// What a task holds of each of its devices.
  public MilliAccelerators share() {
    return isShare() ? accelerators : MilliAccelerators.DEVICE;
  }

  /// Devices that one task holds, or shares.
  public int devices() {
    return Math.toIntExact(Math.ceilDiv(accelerators.milli(), MILLI_PER_DEVICE));
  }
}
