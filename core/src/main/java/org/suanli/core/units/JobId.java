package org.suanli.core.units;

/// A job, numbered by the engine in the order of submission.
///
/// @param value 1 or more
public record JobId(long value) implements Comparable<JobId> {
  public JobId {
    if (value < 1) {
      throw new IllegalArgumentException("The job (" + value + ") must be 1 or more.");
    }
  }

  @Override
  public int compareTo(JobId other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return "job-" + value;
  }
}
