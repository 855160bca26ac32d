package org.suanli.simulation.packing;

import org.suanli.core.supply.NodeSpec;

/// What is idle on a node. Owned by one packing.
public final class PackedNode {
  private final NodeSpec spec;
  private final int number;
  private final int[] idle;
  private long cpus;
  private long memory;
  private int idleTotal;
  private int changes;
  private long kinds;

  /// @param number from 0, its place among the nodes
  PackedNode(NodeSpec spec, int number) {
    this.spec = spec;
    this.number = number;
    this.cpus = spec.cpus().milli();
    this.memory = spec.memory().bytes();
    this.idle = new int[spec.accelerators()];
    java.util.Arrays.fill(idle, Shape.WHOLE);
    this.idleTotal = Shape.WHOLE * idle.length;
  }

  public NodeSpec spec() {
    return spec;
  }

  int number() {
    return number;
  }

  /// How often something was placed on it: what was computed of it holds while this stays.
  int changes() {
    return changes;
  }

  /// The kinds of all that was placed here, {@link Shape#kind}.
  long kinds() {
    return kinds;
  }

  /// Idle thousandths of a core.
  long cpus() {
    return cpus;
  }

  /// Idle bytes of main memory.
  long memory() {
    return memory;
  }

  /// Idle thousandths of each device, as a copy.
  int[] idle() {
    return idle.clone();
  }

  /// Idle thousandths of all devices.
  int idleTotal() {
    return idleTotal;
  }

  boolean fits(Shape shape) {
    if (cpus < shape.cpus().milli() || memory < shape.memory().bytes()) {
      return false;
    }
    return shape.devices() == 0
        || idleTotal >= shape.milliTotal()
            && shape.accepts(spec.model())
            && devicesWith(shape.milli()) >= shape.devices();
  }

  private int devicesWith(int milli) {
    int count = 0;
    for (int each : idle) {
      count += each >= milli ? 1 : 0;
    }
    return count;
  }

  /// The device with the least idle that is enough, the first of several.
  int tightest(Shape shape) {
    int best = 0;
    for (int device = 1; device < idle.length; device++) {
      boolean isEnough = idle[device] >= shape.milli();
      if (isEnough && (idle[best] < shape.milli() || idle[device] < idle[best])) {
        best = device;
      }
    }
    return best;
  }

  /// @param device where a share goes; whole devices are taken from the first that are idle
  void place(Shape shape, int device) {
    if (!fits(shape) || shape.isShare() && idle[device] < shape.milli()) {
      throw new IllegalStateException(
          "The shape (" + shape + ") must fit node " + spec.id() + ", device " + device + ".");
    }
    cpus -= shape.cpus().milli();
    memory -= shape.memory().bytes();
    idleTotal -= shape.milliTotal();
    changes++;
    kinds |= shape.kind();
    if (shape.isShare()) {
      idle[device] -= shape.milli();
    } else {
      takeWhole(idle, shape.devices());
    }
  }

  /// Takes the first devices that are idle as a whole.
  static void takeWhole(int[] idle, int devices) {
    int open = devices;
    for (int device = 0; device < idle.length && open > 0; device++) {
      if (idle[device] == Shape.WHOLE) {
        idle[device] = 0;
        open--;
      }
    }
  }
}
