package org.suanli.simulation.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.suanli.simulation.run.Life;
import org.suanli.simulation.run.Trial;

/// What several policies made of the same jobs on the same machines, side by side.
///
/// @param columns one for each policy, in the order in which they were named
public record Comparison(String title, List<Column> columns) {
  private static final double PERCENT = 100;
  private static final double MILLIS_PER_SECOND = 1e3;
  private static final double MILLIS_PER_HOUR = 3.6e6;

  /// Gangs by the accelerators that they hold.
  private enum SizeClass {
    NONE("no accelerator", 0, 0),
    ONE("1 accelerator", 1, 1),
    NODE("2 to 8", 2, 8),
    NODES("9 to 64", 9, 64),
    MANY("more than 64", 65, Integer.MAX_VALUE);

    private final String label;
    private final int least;
    private final int most;

    SizeClass(String label, int least, int most) {
      this.label = label;
      this.least = least;
      this.most = most;
    }

    boolean has(Life life) {
      int devices = life.job().size().devices();
      return devices >= least && devices <= most;
    }
  }

  /// @param policy as it was named
  record Column(String policy, Trial trial) {}

  /// A figure for each policy.
  private record Line(String name, List<String> values) {}

  public Comparison {
    columns = List.copyOf(columns);
  }

  /// @param policies as they were named
  public static Comparison of(List<String> policies, List<Trial> trials) {
    var columns = new ArrayList<Column>();
    for (int index = 0; index < trials.size(); index++) {
      columns.add(new Column(policies.get(index), trials.get(index)));
    }
    return new Comparison(trials.getFirst().workload().title(), columns);
  }

  /// A table for people.
  public String toText() {
    var lines = lines();
    int name = lines.stream().mapToInt(line -> line.name().length()).max().orElse(0);
    var text = new StringBuilder();
    for (var line : lines) {
      text.append(line.name()).append(" ".repeat(name - line.name().length()));
      for (int index = 0; index < columns.size(); index++) {
        int width = Math.max(12, columns.get(index).policy().length());
        var value = line.values().get(index);
        text.append("  ").append(" ".repeat(Math.max(0, width - value.length()))).append(value);
      }
      text.append('\n');
    }
    return text.toString();
  }

  private List<Line> lines() {
    var lines = new ArrayList<Line>();
    lines.add(line(title, Column::policy));
    lines.add(line("jobs", column -> count(Summary.of(column.trial()).jobs())));
    lines.add(line("refused", column -> count(Summary.of(column.trial()).refused())));
    lines.add(line("not ended", column -> count(Summary.of(column.trial()).unfinished())));
    lines.add(line("utilization", column -> percent(utilization(column.trial()))));
    lines.add(line("waited, mean", column -> mean(queued(column.trial().lives()))));
    lines.add(line("waited, P50", column -> time(queued(column.trial().lives()).p50Millis())));
    lines.add(line("waited, P99", column -> time(queued(column.trial().lives()).p99Millis())));
    lines.add(line("waited, longest", column -> time(queued(column.trial().lives()).maxMillis())));
    for (var size : SizeClass.values()) {
      if (columns.getFirst().trial().lives().stream().anyMatch(size::has)) {
        lines.add(
            line(
                "waited, mean, " + size.label,
                column ->
                    mean(queued(column.trial().lives().stream().filter(size::has).toList()))));
      }
    }
    lines.add(line("completed, mean", column -> mean(Summary.of(column.trial()).completed())));
    return lines;
  }

  private Line line(String name, java.util.function.Function<Column, String> value) {
    return new Line(name, columns.stream().map(value).toList());
  }

  private static Figures queued(List<Life> lives) {
    return Figures.of(lives, Life::queued);
  }

  /// What the jobs held of what there was, from the first submission to the last end.
  private static double utilization(Trial trial) {
    double held = trial.lives().stream().mapToDouble(life -> life.held().milliMillis()).sum();
    double span = Duration.between(trial.from(), trial.until()).toMillis();
    double all = span * trial.fleet().devices() * 1_000;
    return all == 0 ? 0 : held / all;
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String percent(double part) {
    return String.format(Locale.ROOT, "%.1f%%", part * PERCENT);
  }

  private static String mean(Figures figures) {
    return figures.count() == 0 ? "-" : time(Math.round(figures.meanMillis()));
  }

  private static String time(long millis) {
    return millis < MILLIS_PER_HOUR
        ? String.format(Locale.ROOT, "%,.1f s", millis / MILLIS_PER_SECOND)
        : String.format(Locale.ROOT, "%,.2f h", millis / MILLIS_PER_HOUR);
  }

  /// One JSON object; times in seconds.
  public String toJson() {
    var policies = new ArrayList<String>();
    for (var column : columns) {
      var summary = Summary.of(column.trial());
      policies.add(
          String.format(
              Locale.ROOT,
              "{\"policy\":\"%s\",\"jobs\":%d,\"refused\":%d,\"unfinished\":%d,"
                  + "\"utilization\":%.4f,\"queued\":%s,\"completed\":%s}",
              column.policy(),
              summary.jobs(),
              summary.refused(),
              summary.unfinished(),
              utilization(column.trial()),
              json(summary.queued()),
              json(summary.completed())));
    }
    return "{\"trace\":\""
        + title.replace("\\", "\\\\").replace("\"", "\\\"")
        + "\",\"policies\":["
        + String.join(",", policies)
        + "]}\n";
  }

  private static String json(Figures figures) {
    return String.format(
        Locale.ROOT,
        "{\"mean\":%.3f,\"p50\":%.3f,\"p99\":%.3f,\"max\":%.3f}",
        figures.meanSeconds(),
        figures.p50Millis() / MILLIS_PER_SECOND,
        figures.p99Millis() / MILLIS_PER_SECOND,
        figures.maxMillis() / MILLIS_PER_SECOND);
  }
}
