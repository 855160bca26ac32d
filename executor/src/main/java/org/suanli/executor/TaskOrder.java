package org.suanli.executor;

import org.suanli.core.supply.Placement;

/// One task of a gang and its place.
///
/// @param role the name of its role: 1 to 100 characters, no line breaks
/// @param replica its number within the role, from 0
/// @param place its node and devices
/// @param limits what it may use of the node
public record TaskOrder(String role, int replica, Placement.OnNode place, TaskLimits limits) {
  private static final int LENGTH_MAX = 100;

  public TaskOrder {
    if (role.isEmpty() || role.length() > LENGTH_MAX || role.chars().anyMatch(c -> c < ' ')) {
      throw new IllegalArgumentException(
          "The role (" + role + ") of a task must be 1 to 100 printable characters.");
    }
    if (replica < 0) {
      throw new IllegalArgumentException(
          "The replica (" + replica + ") of a task must not be negative.");
    }
  }
}
