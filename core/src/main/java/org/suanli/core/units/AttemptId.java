package org.suanli.core.units;

import java.util.Comparator;

/// One try at running a job. Numbers rise over the whole life of a job and are never used again.
///
/// @param job the job
/// @param number 1 or more
public record AttemptId(JobId job, int number) implements Comparable<AttemptId> {
  private static final Comparator<AttemptId> ORDER =
      Comparator.comparing(AttemptId::job).thenComparingInt(AttemptId::number);

  public AttemptId {
    if (number < 1) {
      throw new IllegalArgumentException(
          "The number (" + number + ") of an attempt must be 1 or more.");
    }
  }

  @Override
  public int compareTo(AttemptId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return job + "." + number;
  }
}
