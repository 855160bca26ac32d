package org.suanli.simulation.oracle;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.suanli.simulation.oracle.OpenbOracle.Case;
import org.suanli.simulation.oracle.OpenbOracle.Figures;
import org.suanli.simulation.oracle.OpenbOracle.Given;
import org.suanli.simulation.packing.Baseline;
import org.suanli.simulation.packing.Rollout;

/// Suanli's own packing beside FGD's of the same pods in the same order on the same nodes. FGD
/// knows the whole workload beforehand, as in its publication; Suanli's own knows what has come.
///
/// @param rows one for each order of the pods
record PackingComparison(List<Row> rows) {
  /// Points by which it must be better at 130%, in the mean of the workloads.
  static final double POINTS_MIN = 0.5;

  /// One order of pods, packed twice.
  record Row(Case of, Figures fgd, Figures own) {
    static Row of(Given given) {
      return new Row(
          given.of(),
          Figures.of(given.pack(Baseline.FGD)),
          Figures.of(given.pack(new Rollout(given.of().seed()))));
    }

    Figures gain() {
      return own.minus(fgd);
    }
  }

  PackingComparison {
    rows = List.copyOf(rows);
  }

  /// Of every order of pods that is there.
  static PackingComparison of(OpenbOracle oracle) {
    return new PackingComparison(
        oracle.cases().parallelStream().map(oracle::given).map(Row::of).toList());
  }

  /// The mean over the orders of each workload.
  List<Row> workloads() {
    var workloads =
        rows.stream().collect(Collectors.groupingBy(row -> row.of.workload(), Collectors.toList()));
    return rows.stream()
        .map(row -> row.of.workload())
        .distinct()
        .map(workload -> mean(workload, workloads.getOrDefault(workload, List.of())))
        .toList();
  }

  /// The mean over the workloads.
  Row mean() {
    return mean("all", workloads());
  }

  /// Whether it is better by as much as it must be.
  boolean isMet() {
    return mean().gain().at130() >= POINTS_MIN;
  }

  private static Row mean(String name, List<Row> rows) {
    return new Row(
        new Case(name, 0),
        new Figures(mean(rows, row -> row.fgd.at100()), mean(rows, row -> row.fgd.at130())),
        new Figures(mean(rows, row -> row.own.at100()), mean(rows, row -> row.own.at130())));
  }

  private static double mean(List<Row> rows, ToDoubleFunction<Row> figure) {
    return rows.stream().mapToDouble(figure).average().orElse(Double.NaN);
  }
}
