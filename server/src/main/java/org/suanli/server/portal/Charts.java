package org.suanli.server.portal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.ResponseBody;
import org.suanli.core.units.OrganizationId;
import org.suanli.server.loop.Commands;

/// The figures behind the charts, as JSON.
@Controller
final class Charts {
  private static final Duration UTILIZATION_SPAN = Duration.ofHours(24);
  private static final Duration UTILIZATION_STEP = Duration.ofMinutes(10);

  private final Commands commands;
  private final JdbcClient jdbc;
  private final JobCurve curves;
  private final Words words;
  private final InstantSource clock;

  Charts(Commands commands, JdbcClient jdbc, JobCurve curves, InstantSource clock, Words words) {
    this.commands = commands;
    this.jdbc = jdbc;
    this.curves = curves;
    this.clock = clock;
    this.words = words;
  }

  /// @param points pairs of x and y; x is a number, or a time in milliseconds that is shifted to
  ///   the zone of the pages' times
  /// @param isFilled down to the axis
  /// @param isSparse whether each point is marked
  record Series(String name, List<List<Number>> points, boolean isFilled, boolean isSparse) {}

  /// @param unit of the vertical axis
  /// @param xUnit of the horizontal one; empty for time
  record Chart(
      String unit,
      String xUnit,
      boolean time,
      boolean fromZero,
      boolean whole,
      boolean step,
      List<Series> series) {}

  /// Accelerators in use, as the attempts held them.
  @GetMapping("/charts/utilization")
  @ResponseBody
  Chart utilization(Viewer viewer) {
    var until = clock.instant();
    var from = until.minus(UTILIZATION_SPAN).truncatedTo(ChronoUnit.MINUTES);
    List<List<Number>> used =
        jdbc.sql(
                """
                SELECT extract(epoch FROM t.at)::bigint * 1000 AS at,
                  coalesce(sum(a.milli_accelerators), 0) / 1000 AS used
                FROM generate_series(:from::timestamptz, :until::timestamptz,
                  :step * interval '1 second') AS t(at)
                LEFT JOIN (attempt a JOIN job j ON j.id = a.job
                    AND (:organization = '' OR j.organization = :organization))
                  ON a.placed_at <= t.at AND (a.ended_at IS NULL OR a.ended_at > t.at)
                GROUP BY t.at ORDER BY t.at
                """)
            .param("from", from.toString())
            .param("until", until.toString())
            .param("step", UTILIZATION_STEP.toSeconds())
            .param("organization", viewer.scope().map(OrganizationId::toString).orElse(""))
            .query(
                (row, _) ->
                    List.<Number>of(
                        shifted(Instant.ofEpochMilli(row.getLong("at"))), row.getLong("used")))
            .list();
    int owned =
        Loop.read(
            commands,
            engine ->
                engine.state().fleet().nodes().stream()
                    .mapToInt(slot -> slot.spec().accelerators())
                    .sum());
    long held =
        Loop.read(
            commands,
            engine ->
                engine.state().running().stream()
                    .filter(job -> viewer.maySee(job.project().organization().toString()))
                    .mapToLong(job -> job.attempt().orElseThrow().occupied().milli())
                    .sum());
    var now = new ArrayList<>(used);
    now.add(List.of(shifted(until), held / 1_000));
    return new Chart(
        words.text("unit.accelerators", owned),
        "",
        true,
        true,
        true,
        true,
        List.of(
            new Series(words.text("capacity.used"), now, true, false),
            new Series(words.text("capacity.owned"), flat(from, until, owned), false, false)));
  }

  private List<List<Number>> flat(Instant from, Instant until, int value) {
    return List.of(List.of(shifted(from), value), List.of(shifted(until), value));
  }

  private long shifted(Instant at) {
    var offset = ZoneId.of(words.zone()).getRules().getOffset(at);
    return at.toEpochMilli() + 1_000L * offset.getTotalSeconds();
  }

  /// The training loss that a job's first task wrote, a line of JSON per step.
  @GetMapping("/charts/jobs/{id}/loss")
  @ResponseBody
  Chart loss(Viewer viewer, @PathVariable String id) {
    var curve = curves.loss(viewer, Ids.job(id));
    return new Chart(
        words.text("unit.loss"),
        words.text("unit.steps"),
        false,
        false,
        false,
        false,
        List.of(
            new Series(words.text("job.loss"), curve.training(), false, false),
            new Series(words.text("job.loss.heldOut"), curve.heldOut(), false, true)));
  }
}
