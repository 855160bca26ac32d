package org.suanli.simulation.report;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.suanli.simulation.run.Course;

/// A comparison as one JSON object. Times are seconds, parts are of 1.
final class JsonReport {
  private static final double MILLIS_PER_SECOND = 1e3;

  private JsonReport() {}

  static String of(Comparison comparison) {
    return "{\"trace\":"
        + text(comparison.title())
        + ",\"fleet\":"
        + text(comparison.fleet())
        + ",\"policies\":"
        + list(comparison.columns(), JsonReport::column)
        + "}\n";
  }

  private static String column(Comparison.Column column) {
    var summary = column.summary();
    return String.format(
        Locale.ROOT,
        "{\"policy\":%s,\"jobs\":%d,\"refused\":%d,\"failed\":%d,\"unfinished\":%d,\"use\":%s,\"promises\":%s,\"slowdown\":%.4f,\"fairness\":%.4f,"
            + "\"queued\":%s,\"completed\":%s,\"bySize\":%s,\"byOrganization\":%s,\"course\":%s}",
        text(column.policy()),
        summary.jobs(),
        summary.refused(),
        summary.failed(),
        summary.unfinished(),
        use(summary.use()),
        promises(summary.promises()),
        summary.fairness().slowdown(),
        summary.fairness().index(),
        figures(summary.queued()),
        figures(summary.completed()),
        list(summary.bySize(), JsonReport::group),
        list(summary.byOrganization(), JsonReport::group),
        course(column.course()));
  }

  private static String use(Summary.Use use) {
    return String.format(
        Locale.ROOT,
        "{\"utilization\":%.4f,\"goodput\":%.4f,\"lost\":%.4f,\"down\":%.4f,"
            + "\"idleWhileJobsWaited\":%.4f,\"idleNobodyWaited\":%.4f,\"fragmentation\":%.4f}",
        use.utilization(),
        use.goodput(),
        use.lost(),
        use.down(),
        use.wanted(),
        use.unwanted(),
        use.fragmentation());
  }

  private static String promises(Summary.Promises promises) {
    return String.format(
        Locale.ROOT,
        "{\"made\":%d,\"kept\":%d,\"late\":%s,\"backfilled\":%.4f}",
        promises.made(),
        promises.kept(),
        figures(promises.late()),
        promises.backfilled());
  }

  private static String group(Summary.Group group) {
    return String.format(
        Locale.ROOT,
        "{\"name\":%s,\"jobs\":%d,\"held\":%.4f,\"queued\":%s,\"completed\":%s}",
        text(group.name()),
        group.jobs(),
        group.held(),
        figures(group.queued()),
        figures(group.completed()));
  }

  private static String course(Course course) {
    return String.format(
        Locale.ROOT,
        "{\"partSeconds\":%d,\"parts\":%s}",
        course.length().toSeconds(),
        list(
            course.parts(),
            part ->
                String.format(
                    Locale.ROOT,
                    "{\"from\":\"%s\",\"utilization\":%.4f,\"down\":%.4f,\"fragmentation\":%.4f,"
                        + "\"idleWhileJobsWaited\":%.4f,\"waiting\":%.2f}",
                    part.from(),
                    part.busy(),
                    part.down(),
                    part.fragmentation(),
                    part.wanted(),
                    part.waiting())));
  }

  private static String figures(Figures figures) {
    return String.format(
        Locale.ROOT,
        "{\"jobs\":%d,\"mean\":%.3f,\"p50\":%.3f,\"p99\":%.3f,\"max\":%.3f}",
        figures.count(),
        figures.meanSeconds(),
        figures.p50Millis() / MILLIS_PER_SECOND,
        figures.p99Millis() / MILLIS_PER_SECOND,
        figures.maxMillis() / MILLIS_PER_SECOND);
  }

  private static <T> String list(List<T> values, Function<T, String> json) {
    return values.stream().map(json).collect(Collectors.joining(",", "[", "]"));
  }

  private static String text(String value) {
    var text = new StringBuilder("\"");
    for (char c : value.toCharArray()) {
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ') {
        text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    return text.append('"').toString();
  }
}
