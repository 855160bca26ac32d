package org.suanli.simulation.trace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/// Jobs to be simulated, in the order in which they were submitted; those of one instant in the
/// order of the trace.
///
/// @param title what they are, for people
/// @param jobs in order
/// @param skipped how many rows of the trace were left out because they are wrong
/// @param unrun how many were left out because they never ran
public record Workload(String title, List<TraceJob> jobs, int skipped, int unrun) {
  public Workload {
    var sorted = new ArrayList<>(jobs);
    sorted.sort(Comparator.comparing(TraceJob::submittedAt));
    jobs = List.copyOf(sorted);
  }

  /// Those of them that a condition holds for.
  public Workload where(Predicate<TraceJob> condition) {
    return new Workload(title, jobs.stream().filter(condition).toList(), skipped, unrun);
  }

  /// The first of them.
  public Workload first(int most) {
    return most >= jobs.size() ? this : new Workload(title, jobs.subList(0, most), skipped, unrun);
  }
}
