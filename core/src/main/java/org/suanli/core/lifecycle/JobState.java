package org.suanli.core.lifecycle;

/// Where a job stands.
public enum JobState {
  /// Has no attempt, and may get one.
  WAITING,
  /// Has an attempt that holds its accelerators.
  RUNNING,
  SUCCEEDED,
  FAILED,
  CANCELLED;

  /// Whether nothing can change any more.
  public boolean isTerminal() {
    return switch (this) {
      case WAITING, RUNNING -> false;
      case SUCCEEDED, FAILED, CANCELLED -> true;
    };
  }
}
