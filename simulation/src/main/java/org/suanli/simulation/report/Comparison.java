package org.suanli.simulation.report;

import java.util.ArrayList;
import java.util.List;
import org.suanli.simulation.run.Course;
import org.suanli.simulation.run.Trial;

/// What several policies made of the same jobs on the same machines, side by side.
///
/// @param title of the jobs
/// @param fleet of how many nodes and accelerators, for people
/// @param columns one for each policy, in the order in which they were named
public record Comparison(String title, String fleet, List<Column> columns) {

  /// @param policy as it was named
  public record Column(String policy, Summary summary, Course course) {}

  public Comparison {
    columns = List.copyOf(columns);
  }

  /// @param policies as they were named
  public static Comparison of(List<String> policies, List<Trial> trials) {
    var columns = new ArrayList<Column>();
    for (int index = 0; index < trials.size(); index++) {
      var trial = trials.get(index);
      columns.add(new Column(policies.get(index), Summary.of(trial), trial.course()));
    }
    var first = trials.getFirst();
    return new Comparison(
        first.workload().title(),
        Wording.count(first.fleet().nodes().size())
            + " nodes, "
            + Wording.count(first.fleet().devices())
            + " accelerators",
        columns);
  }
}
