package org.suanli.simulation.report;

import static org.suanli.simulation.report.Chart.escaped;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.suanli.simulation.run.Course;

/// A comparison as one page with charts: it needs no other file, no script and no network.
final class HtmlReport {
  private static final String PAGE = "report.html";

  /// Who held most; all of them stand in a table below.
  private static final int ORGANIZATIONS_MAX = 10;

  private static final List<String> PARTS =
      List.of(
          "progress that lasted",
          "lost to failures",
          "idle while jobs waited",
          "idle, nobody waited",
          "down");

  private final Comparison comparison;
  private final List<String> policies;
  private final StringBuilder body = new StringBuilder();

  private HtmlReport(Comparison comparison) {
    this.comparison = comparison;
    policies = comparison.columns().stream().map(Comparison.Column::policy).toList();
  }

  static String of(Comparison comparison) {
    var report = new HtmlReport(comparison);
    report.head();
    report.use();
    report.courses();
    report.waits();
    report.groups("All sizes", Summary::bySize);
    report.groups("All organizations", Summary::byOrganization);
    return page()
        .replace("{{title}}", escaped(comparison.title()))
        .replace("{{body}}", report.body.toString());
  }

  private static String page() {
    try (var page = HtmlReport.class.getResourceAsStream(PAGE)) {
      return new String(Objects.requireNonNull(page, PAGE).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("The page of the report must be readable.", e);
    }
  }

  private void head() {
    body.append("<h1>").append(escaped(comparison.title())).append("</h1>\n<p class=\"note\">");
    body.append(escaped(comparison.fleet()))
        .append(", by the scheduler of Suanli under a virtual clock.</p>\n");
    body.append(Chart.legend(policies));
    var rows =
        Lines.totals(comparison).stream()
            .filter(line -> !line.name().strip().equals("over time"))
            .map(line -> row("td", line.name(), line.values()))
            .collect(Collectors.joining());
    table(row("th", "", policies) + rows);
  }

  private void use() {
    section(
        "Where the accelerators went",
        "All accelerator-time from the first submission to the last end.");
    body.append(Chart.legend(PARTS));
    body.append(
        Chart.stacked(
            comparison.columns().stream()
                .map(column -> new Chart.Bars(column.policy(), parts(column.summary().use())))
                .toList()));
  }

  private static List<Double> parts(Summary.Use use) {
    return List.of(use.goodput(), use.lost(), use.wanted(), use.unwanted(), use.down());
  }

  private void courses() {
    section("Utilization over time", "Part of all accelerators that jobs held.");
    body.append(steps(Course.Part::busy, 1, Wording::percent));
    section("Jobs waiting over time", "Those that were submitted and had not started.");
    double most =
        comparison.columns().stream()
            .flatMap(column -> column.course().parts().stream())
            .mapToDouble(Course.Part::waiting)
            .max()
            .orElse(0);
    body.append(
        steps(Course.Part::waiting, Math.ceil(most), value -> Wording.count(Math.round(value))));
    section(
        "Fragmentation over time",
        "Of the idle accelerators, the part on nodes that are partly in use: no job that needs"
            + " whole nodes can have them.");
    body.append(steps(Course.Part::fragmentation, 1, Wording::percent));
  }

  private String steps(
      ToDoubleFunction<Course.Part> value,
      double top,
      java.util.function.DoubleFunction<String> shown) {
    var series =
        comparison.columns().stream()
            .map(
                column ->
                    new Chart.Series(
                        column.policy(),
                        column.course().parts().stream().map(Course.Part::from).toList(),
                        column.course().parts().stream().map(value::applyAsDouble).toList()))
            .toList();
    return Chart.legend(policies) + Chart.steps(series, top, shown);
  }

  private void waits() {
    bars("Waiting by the size of the gang", Summary::bySize);
    bars("Waiting by organization", Summary::byOrganization);
  }

  private void bars(String title, Function<Summary, List<Summary.Group>> groups) {
    for (var quantile : List.of("mean", "P99")) {
      section(title + ", " + quantile, "From submission to the first start.");
      var names =
          groups.apply(comparison.columns().getFirst().summary()).stream()
              .limit(ORGANIZATIONS_MAX)
              .map(Summary.Group::name)
              .toList();
      var rows = names.stream().map(name -> bars(name, quantile, groups)).toList();
      body.append(Chart.legend(policies)).append(Chart.grouped(rows, Wording::time));
    }
  }

  private Chart.Bars bars(
      String name, String quantile, Function<Summary, List<Summary.Group>> groups) {
    return new Chart.Bars(
        name,
        comparison.columns().stream()
            .map(column -> group(groups.apply(column.summary()), name).queued())
            .map(queued -> quantile.equals("P99") ? queued.p99Millis() : queued.meanMillis())
            .toList());
  }

  private static Summary.Group group(List<Summary.Group> groups, String name) {
    return groups.stream().filter(group -> group.name().equals(name)).findFirst().orElseThrow();
  }

  private void groups(String title, Function<Summary, List<Summary.Group>> groups) {
    section(title, "What each held of what all held, and how long its jobs waited.");
    var rows =
        new StringBuilder(row("th", "", List.of("policy", "jobs", "held", "mean", "P50", "P99")));
    for (var first : groups.apply(comparison.columns().getFirst().summary())) {
      for (var column : comparison.columns()) {
        var group = group(groups.apply(column.summary()), first.name());
        rows.append(
            row(
                "td",
                group.name(),
                List.of(
                    column.policy(),
                    Wording.count(group.jobs()),
                    Wording.percent(group.held()),
                    Wording.mean(group.queued()),
                    Wording.time(group.queued(), group.queued().p50Millis()),
                    Wording.time(group.queued(), group.queued().p99Millis()))));
      }
    }
    table(rows.toString());
  }

  private void section(String title, String note) {
    body.append("<h2>%s</h2>\n<p class=\"note\">%s</p>\n".formatted(escaped(title), escaped(note)));
  }

  private void table(String rows) {
    body.append("<div class=\"scroll\"><table>\n").append(rows).append("</table></div>\n");
  }

  private static String row(String cell, String name, List<String> values) {
    var text = new StringBuilder("<tr><%s>%s</%s>".formatted(cell, escaped(name), cell));
    values.forEach(value -> text.append("<%s>%s</%s>".formatted(cell, escaped(value), cell)));
    return text.append("</tr>\n").toString();
  }
}
