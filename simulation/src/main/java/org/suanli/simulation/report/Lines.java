package org.suanli.simulation.report;

import static org.suanli.simulation.report.Wording.count;
import static org.suanli.simulation.report.Wording.mean;
import static org.suanli.simulation.report.Wording.percent;
import static org.suanli.simulation.report.Wording.time;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.suanli.simulation.report.Comparison.Column;

/// The figures of a comparison in words, a line each, with a value for each policy.
final class Lines {
  /// Who held most; the others stand in JSON and HTML.
  private static final int ORGANIZATIONS_MAX = 10;

  private static final int BARS = 12;

  private final Comparison comparison;
  private final List<Line> lines = new ArrayList<>();

  /// @param values one for each policy
  record Line(String name, List<String> values) {}

  private Lines(Comparison comparison) {
    this.comparison = comparison;
  }

  /// Of all jobs.
  static List<Line> totals(Comparison comparison) {
    var lines = new Lines(comparison);
    lines.jobs();
    lines.use();
    lines.promises();
    lines.waits();
    lines.fairness();
    return List.copyOf(lines.lines);
  }

  /// Of the jobs of each size, and of the organizations that held most.
  static List<Line> groups(Comparison comparison) {
    var lines = new Lines(comparison);
    lines.groups(Summary::bySize, Integer.MAX_VALUE);
    lines.groups(Summary::byOrganization, ORGANIZATIONS_MAX);
    return List.copyOf(lines.lines);
  }

  private void jobs() {
    add("jobs", summary -> count(summary.jobs()));
    add("refused", summary -> count(summary.refused()));
    if (any(summary -> summary.failed() > 0)) {
      add("failed", summary -> count(summary.failed()));
    }
    add("not ended", summary -> count(summary.unfinished()));
  }

  private void use() {
    add("utilization", summary -> percent(summary.use().utilization()));
    line(
        "  over time",
        column ->
            Wording.bars(column.course().parts().stream().map(part -> part.busy()).toList(), BARS));
    add("goodput", summary -> percent(summary.use().goodput()));
    if (any(summary -> summary.use().down() > 0)) {
      add("lost to failures", summary -> percent(summary.use().lost()));
      add("down", summary -> percent(summary.use().down()));
    }
    add("idle while jobs waited", summary -> percent(summary.use().wanted()));
    add("idle, nobody waited", summary -> percent(summary.use().unwanted()));
    add("fragmentation", summary -> percent(summary.use().fragmentation()));
  }

  private void promises() {
    add("promised a start", summary -> count(summary.promises().made()));
    add("  kept", summary -> count(summary.promises().kept()));
    if (any(summary -> summary.promises().late().count() > 0)) {
      add("  others late, mean", summary -> mean(summary.promises().late()));
      add(
          "  others late, P99",
          summary -> time(summary.promises().late(), summary.promises().late().p99Millis()));
    }
    add("backfilled", summary -> percent(summary.promises().backfilled()));
  }

  private void fairness() {
    add("slowdown, mean", summary -> Wording.decimal(summary.fairness().slowdown()));
    if (first().byOrganization().size() > 1) {
      add("fairness, 0 to 1", summary -> Wording.decimal(summary.fairness().index()));
    }
  }

  private void waits() {
    quantiles("waited", Summary::queued);
    add("waited, longest", summary -> time(summary.queued(), summary.queued().maxMillis()));
    add("completed, mean", summary -> mean(summary.completed()));
  }

  private void groups(Function<Summary, List<Summary.Group>> groups, int most) {
    groups.apply(first()).stream()
        .limit(most)
        .map(Summary.Group::name)
        .forEach(
            name ->
                quantiles(
                    "waited, " + name,
                    summary ->
                        groups.apply(summary).stream()
                            .filter(group -> group.name().equals(name))
                            .findFirst()
                            .orElseThrow()
                            .queued()));
  }

  private void quantiles(String name, Function<Summary, Figures> figures) {
    add(name + ", mean", summary -> mean(figures.apply(summary)));
    add(
        name + ", P50",
        summary -> time(figures.apply(summary), figures.apply(summary).p50Millis()));
    add(
        name + ", P99",
        summary -> time(figures.apply(summary), figures.apply(summary).p99Millis()));
  }

  private Summary first() {
    return comparison.columns().getFirst().summary();
  }

  private boolean any(java.util.function.Predicate<Summary> condition) {
    return comparison.columns().stream().map(Column::summary).anyMatch(condition);
  }

  private void add(String name, Function<Summary, String> value) {
    line(name, column -> value.apply(column.summary()));
  }

  private void line(String name, Function<Column, String> value) {
    lines.add(new Line(name, comparison.columns().stream().map(value).toList()));
  }
}
