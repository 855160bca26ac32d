package org.suanli.core.supply;

import java.util.List;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.NodeId;

/// Where the tasks of a gang run.
///
/// @param model the one make of all its accelerators
/// @param tasks by task index, roles in order
public record Placement(ModelName model, List<OnNode> tasks) {
  public Placement {
    tasks = List.copyOf(tasks);
  }

  /// What its tasks hold of their devices.
  public MilliAccelerators occupied() {
    long milli = 0;
    for (var task : tasks) {
      milli += Long.bitCount(task.devices) * task.share.milli();
    }
    return new MilliAccelerators(milli);
  }

  /// One task's place.
  ///
  /// @param role index of its role
  /// @param node the node
  /// @param devices its devices as a bit set; bit n is device n
  /// @param share what it holds of each of them: all, or less than all of one
  public record OnNode(int role, NodeId node, long devices, MilliAccelerators share) {
    public OnNode {
      boolean isOne = Long.bitCount(devices) == 1;
      int compared = share.compareTo(MilliAccelerators.DEVICE);
      if (share.isZero() || compared > 0 || (compared < 0 && !isOne)) {
        throw new IllegalArgumentException(
            "The share ("
                + share.milli()
                + " milli) of a task must be all of its devices, or a part of one.");
      }
    }

    /// With its devices whole.
    public OnNode(int role, NodeId node, long devices) {
      this(role, node, devices, MilliAccelerators.DEVICE);
    }

    /// Whether it holds a part of one device.
    public boolean isShare() {
      return share.milli() < MilliAccelerators.DEVICE.milli();
    }

    /// The number of its only device, or of the first.
    public int firstDevice() {
      return Long.numberOfTrailingZeros(devices);
    }
  }
}
