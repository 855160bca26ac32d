package org.suanli.server.portal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
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

  /// @param points pairs of x and y; x is a time in milliseconds or a number
  record Series(String name, List<List<Number>> points) {}

  record Chart(
      String unit,
      boolean time,
      boolean fromZero,
      boolean whole,
      boolean step,
      boolean area,
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
            .query((row, _) -> List.<Number>of(row.getLong("at"), row.getLong("used")))
            .list();
    int owned =
        Loop.await(
            commands.read(
                engine ->
                    engine.state().fleet().nodes().stream()
                        .mapToInt(slot -> slot.spec().accelerators())
                        .sum()));
    int held =
        Loop.await(
            commands.read(
                engine ->
                    engine.state().running().stream()
                        .filter(job -> viewer.maySee(job.project().organization().toString()))
                        .mapToInt(
                            job -> (int) (job.attempt().orElseThrow().occupied().milli() / 1_000))
                        .sum()));
    var now = new ArrayList<>(used);
    now.add(List.of(until.toEpochMilli(), held));
    return new Chart(
        words.text("unit.accelerators", owned),
        true,
        true,
        true,
        true,
        true,
        List.of(
            new Series(words.text("capacity.used"), now),
            new Series(words.text("capacity.owned"), flat(from, until, owned))));
  }

  private static List<List<Number>> flat(Instant from, Instant until, int value) {
    return List.of(List.of(from.toEpochMilli(), value), List.of(until.toEpochMilli(), value));
  }

  /// The training loss that a job's first task wrote, a line of JSON per step.
  @GetMapping("/charts/jobs/{id}/loss")
  @ResponseBody
  Chart loss(Viewer viewer, @PathVariable String id) {
    var curve = curves.loss(viewer, Ids.job(id));
    return new Chart(
        words.text("unit.loss"),
        false,
        false,
        false,
        false,
        false,
        List.of(
            new Series(words.text("job.loss"), curve.training()),
            new Series(words.text("job.loss.heldOut"), curve.heldOut())));
  }
}
