package org.suanli.core.spec;

/// How firmly a job holds what it was given, firmest first.
public enum PriorityClass {
  /// Starts before the others and may preempt spot jobs.
  GUARANTEED,
  /// Runs until its end.
  STANDARD,
  /// Uses what is idle; yields to guaranteed jobs after its grace.
  SPOT;

  public boolean mayPreempt(PriorityClass victim) {
    return mayPreempt() && victim.isPreemptible();
  }

  /// Whether there is a class that it may preempt.
  public boolean mayPreempt() {
    return this == GUARANTEED;
  }

  /// Whether there is a class that may preempt it.
  public boolean isPreemptible() {
    return this == SPOT;
  }
}
