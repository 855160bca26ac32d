package org.suanli.core.lifecycle;

/// Where an attempt stands. What cannot be seen keeps its state, and its capacity, until its end is
/// proven.
public enum AttemptState {
  /// Placed; its tasks are being started.
  LAUNCHING,
  /// All its tasks have been seen running.
  RUNNING,
  /// Asked to end; killed after its grace.
  STOPPING,
  /// Nothing of it runs any more.
  ENDED
}
