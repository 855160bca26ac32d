package org.suanli.core.lifecycle;

/// Why an attempt is asked to end before its tasks do so by themselves. A later cause of higher
/// rank takes the place of an earlier one.
public enum StopCause {
  /// A job of higher class needs its accelerators.
  PREEMPTED,
  /// Its node is drained.
  DRAINED,
  /// No allocation pays for it any more.
  ALLOCATION_ENDED,
  /// Its time limit is reached.
  TIME_LIMIT,
  /// One of its tasks failed; a gang runs whole or not at all.
  TASK_FAILED,
  /// A node under it died; a gang runs whole or not at all.
  NODE_FAILED,
  /// Its owner or an operator cancelled the job.
  CANCELLED;

  public boolean outranks(StopCause other) {
    return compareTo(other) > 0;
  }
}
