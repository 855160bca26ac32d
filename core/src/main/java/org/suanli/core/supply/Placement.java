package org.suanli.core.supply;

import java.util.List;
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

  /// One task's place.
  ///
  /// @param role index of its role
  /// @param node the node
  /// @param devices its devices as a bit set; bit n is device n
  public record OnNode(int role, NodeId node, long devices) {}
}
