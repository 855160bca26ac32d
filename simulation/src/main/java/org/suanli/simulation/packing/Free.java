package org.suanli.simulation.packing;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.suanli.core.units.ModelName;

/// What is idle on a node, as a value.
///
/// @param cpus thousandths of a core
/// @param memory bytes
/// @param model of its accelerators
/// @param idle thousandths of each device; not to be changed
record Free(long cpus, long memory, ModelName model, int[] idle) {
  /// What remains when a shape is placed that fits.
  ///
  /// @param device that a share is taken of; without meaning for other shapes
  Free without(Shape shape, int device) {
    int[] left = idle.clone();
    if (shape.isShare()) {
      left[device] -= shape.milli();
    } else {
      PackedNode.takeWhole(left, shape.devices());
    }
    return new Free(cpus - shape.cpus().milli(), memory - shape.memory().bytes(), model, left);
  }

  /// Thousandths of all devices.
  int total() {
    return Arrays.stream(idle).sum();
  }

  /// How many of one shape fit, each on devices of its own or shares of them.
  int copies(Shape shape) {
    if (cpus < shape.cpus().milli() || memory < shape.memory().bytes() || !shape.accepts(model)) {
      return 0;
    }
    long copies = 0;
    for (int each : idle) {
      copies += each / shape.milli();
    }
    copies /= shape.devices();
    copies = shape.cpus().milli() == 0 ? copies : Math.min(copies, cpus / shape.cpus().milli());
    return (int)
        (shape.memory().bytes() == 0 ? copies : Math.min(copies, memory / shape.memory().bytes()));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Free free
        && cpus == free.cpus
        && memory == free.memory
        && model.equals(free.model)
        && Arrays.equals(idle, free.idle);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * (31 * Arrays.hashCode(idle) + Long.hashCode(cpus)) + Long.hashCode(memory))
        + model.hashCode();
  }
}
