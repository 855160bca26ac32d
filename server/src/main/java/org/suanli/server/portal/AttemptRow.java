package org.suanli.server.portal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.suanli.core.units.JobId;
import org.suanli.core.units.MilliAccelerators;

/// An attempt with its tasks.
///
/// @param state of an attempt that goes on; the outcome of one that ended
/// @param cause why it was asked to end; empty if it was not
record AttemptRow(
    int number, String state, String cause, Where where, Times times, List<TaskRow> tasks) {
  /// Jobs of thousands of tasks are read by program, not on a page.
  private static final int TASKS_MAX = 512;

  record Where(String cluster, String model, long milliAccelerators) {}

  record Times(Instant placed, Optional<Instant> started, Optional<Instant> ended) {}

  /// @param isGood whether it ended, and ended with 0
  record TaskRow(
      String name,
      String node,
      String devices,
      Optional<Instant> ended,
      String exit,
      boolean isGood) {}

  private record Line(AttemptRow attempt, TaskRow task) {}

  /// Latest first.
  static List<AttemptRow> list(JdbcClient jdbc, JobId job) {
    var attempts = new LinkedHashMap<Integer, AttemptRow>();
    var lines =
        jdbc.sql(
                """
                SELECT a.*, t.task, t.role, t.node, t.devices, t.share, t.ended_at AS task_ended_at,
                  t.exit_code, t.lost, j.roles
                FROM attempt a JOIN task t ON t.job = a.job AND t.attempt = a.number
                JOIN job j ON j.id = a.job
                WHERE a.job = :job ORDER BY a.number DESC, t.task LIMIT :limit
                """)
            .param("job", job.value())
            .param("limit", TASKS_MAX)
            .query((row, _) -> new Line(attempt(row), task(row)))
            .list();
    for (var line : lines) {
      attempts
          .computeIfAbsent(line.attempt().number(), _ -> line.attempt())
          .tasks()
          .add(line.task());
    }
    return List.copyOf(attempts.sequencedValues());
  }

  private static AttemptRow attempt(ResultSet row) throws SQLException {
    var outcome = JobTable.text(row.getString("outcome"));
    return new AttemptRow(
        row.getInt("number"),
        outcome.isEmpty() ? row.getString("state") : outcome,
        JobTable.text(row.getString("cause")),
        new Where(
            row.getString("cluster"), row.getString("model"), row.getLong("milli_accelerators")),
        new Times(
            row.getTimestamp("placed_at").toInstant(),
            JobTable.instant(row, "started_at"),
            JobTable.instant(row, "ended_at")),
        new ArrayList<>());
  }

  private static TaskRow task(ResultSet row) throws SQLException {
    var roles = (String[]) row.getArray("roles").getArray();
    int code = row.getInt("exit_code");
    boolean hasNoCode = row.wasNull();
    return new TaskRow(
        roles[row.getInt("role")] + " " + row.getInt("task"),
        row.getString("cluster") + "/" + row.getString("node"),
        devices(row.getLong("devices"), new MilliAccelerators(row.getLong("share"))),
        JobTable.instant(row, "task_ended_at"),
        hasNoCode ? JobTable.text(row.getString("lost")) : Integer.toString(code),
        !hasNoCode && code == 0);
  }

  /// Its colour.
  public String tone() {
    return switch (state) {
      case "SUCCEEDED" -> "good";
      case "LAUNCHING", "RUNNING" -> "live";
      case "TASK_FAILED", "PLATFORM_FAULT", "TIME_LIMIT" -> "bad";
      default -> "wait";
    };
  }

  /// Such as `0–3, 6`, or `2 (0.25)` of a share.
  private static String devices(long bits, MilliAccelerators share) {
    boolean isShare = share.compareTo(MilliAccelerators.DEVICE) < 0;
    return devices(bits) + (isShare ? " (" + Words.of(share) + ")" : "");
  }

  /// Such as `0–3, 6`.
  static String devices(long bits) {
    var ranges = new ArrayList<String>();
    for (int first = 0; first < Long.SIZE; first++) {
      if ((bits >>> first & 1) == 0) {
        continue;
      }
      int last = first;
      while (last + 1 < Long.SIZE && (bits >>> (last + 1) & 1) == 1) {
        last++;
      }
      ranges.add(first == last ? Integer.toString(first) : first + "–" + last);
      first = last;
    }
    return String.join(", ", ranges);
  }
}
