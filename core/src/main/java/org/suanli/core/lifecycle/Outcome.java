package org.suanli.core.lifecycle;

/// How an attempt ended.
public enum Outcome {
  /// Every task exited with 0.
  SUCCEEDED,
  /// A task exited otherwise; counts against the retries.
  TASK_FAILED,
  /// The platform failed it, shown by evidence of node or executor; does not count against the
  /// retries.
  PLATFORM_FAULT,
  PREEMPTED,
  DRAINED,
  ALLOCATION_ENDED,
  TIME_LIMIT,
  CANCELLED;

  public static Outcome of(StopCause cause) {
    return switch (cause) {
      case PREEMPTED -> PREEMPTED;
      case DRAINED -> DRAINED;
      case ALLOCATION_ENDED -> ALLOCATION_ENDED;
      case TIME_LIMIT -> TIME_LIMIT;
      case TASK_FAILED -> TASK_FAILED;
      case NODE_FAILED -> PLATFORM_FAULT;
      case CANCELLED -> CANCELLED;
    };
  }

  /// What the end of an attempt means for its job, while it has retries left.
  public JobSignal signal() {
    return switch (this) {
      case SUCCEEDED -> JobSignal.ATTEMPT_SUCCEEDED;
      case TASK_FAILED, PLATFORM_FAULT, PREEMPTED, DRAINED, ALLOCATION_ENDED ->
          JobSignal.ATTEMPT_TO_REPEAT;
      case TIME_LIMIT -> JobSignal.ATTEMPT_FAILED;
      case CANCELLED -> JobSignal.CANCELLED;
    };
  }
}
