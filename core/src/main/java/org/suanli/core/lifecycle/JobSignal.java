package org.suanli.core.lifecycle;

/// What can happen to a job.
public enum JobSignal {
  /// It got an attempt.
  PLACED,
  ATTEMPT_SUCCEEDED,
  /// Its attempt ended in a way that another may mend.
  ATTEMPT_TO_REPEAT,
  /// Its attempt ended for good: no retries are left, or its time is up.
  ATTEMPT_FAILED,
  /// It was cancelled, and has no attempt any more.
  CANCELLED,
  /// A job that it depends on did not succeed.
  DEPENDENCY_FAILED
}
