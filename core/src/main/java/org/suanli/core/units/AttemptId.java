package org.suanli.core.units;

/// One try at running a job. Numbers rise over the whole life of a job and are never used again.
///
/// @param job the job
/// @param number 1 or more
public record AttemptId(JobId job, int number) implements Comparable<AttemptId> {
  public AttemptId {
    if (number < 1) {
      throw new IllegalArgumentException(
          "The number (" + number + ") of an attempt must be 1 or more.");
    }
  }

  @Override
  public int compareTo(AttemptId other) {
    int order = job.compareTo(other.job);
    return order == 0 ? Integer.compare(number, other.number) : order;
  }

  @Override
  public String toString() {
    return job + "." + number;
  }
}
