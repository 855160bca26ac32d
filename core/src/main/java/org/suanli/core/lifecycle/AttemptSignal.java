package org.suanli.core.lifecycle;

/// What can happen to an attempt.
public enum AttemptSignal {
  /// All its tasks were seen running.
  STARTED,
  /// It must end, while some of its tasks still run.
  STOP_REQUESTED,
  /// Its grace has passed.
  GRACE_ENDED,
  /// Its last task ended, or is proven dead.
  LAST_TASK_ENDED
}
