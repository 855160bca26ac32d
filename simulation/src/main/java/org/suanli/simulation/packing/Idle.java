package org.suanli.simulation.packing;

import java.util.Arrays;
import org.suanli.core.units.ModelName;

/// What is idle on a node, whichever of its devices has it: two nodes with the same are worth the
/// same. Nobody changes its devices.
///
/// @param cpus thousandths of a core
/// @param memory bytes
/// @param devices thousandths of each, ascending
record Idle(ModelName model, long cpus, long memory, int[] devices) {
  static Idle of(PackedNode node) {
    var devices = node.idle();
    Arrays.sort(devices);
    return new Idle(node.spec().model(), node.cpus(), node.memory(), devices);
  }

  /// With a pod that fits.
  ///
  /// @param tier idle thousandths of the device that a share is taken of
  Idle with(Shape shape, int tier) {
    var left = devices.clone();
    if (shape.isShare()) {
      left[Arrays.binarySearch(left, tier)] -= shape.milli();
      Arrays.sort(left);
    } else if (shape.devices() > 0) {
      Arrays.fill(left, left.length - shape.devices(), left.length, 0);
      Arrays.sort(left);
    }
    return new Idle(model, cpus - shape.cpus().milli(), memory - shape.memory().bytes(), left);
  }

  /// Thousandths of all devices.
  int total() {
    int total = 0;
    for (int each : devices) {
      total += each;
    }
    return total;
  }

  /// How many pods that are alike would fit together.
  int slots(Shape shape) {
    int slots = 0;
    for (int each : devices) {
      slots += each / shape.milli();
    }
    slots /= shape.devices();
    if (shape.cpus().milli() > 0) {
      slots = (int) Math.min(slots, cpus / shape.cpus().milli());
    }
    return shape.memory().bytes() > 0
        ? (int) Math.min(slots, memory / shape.memory().bytes())
        : slots;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Idle idle
        && cpus == idle.cpus
        && memory == idle.memory
        && model.equals(idle.model)
        && Arrays.equals(devices, idle.devices);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Long.hashCode(cpus) + Long.hashCode(memory)) + Arrays.hashCode(devices);
  }
}
