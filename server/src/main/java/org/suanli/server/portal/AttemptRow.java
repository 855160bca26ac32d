package org.suanli.server.portal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.JobId;

/// An attempt with its tasks.
///
/// @param state of an attempt that goes on; the outcome of one that ended
record AttemptRow(
    String id, int number, String state, String tone, String started, List<TaskRow> tasks) {
  /// Jobs of thousands of tasks are read by program, not on a page.
  private static final int TASKS_MAX = 512;

  record TaskRow(String name, String node, String devices, String ended, String exit) {}

  private record Line(AttemptRow attempt, TaskRow task) {}

  /// Latest first.
  static List<AttemptRow> list(JdbcClient jdbc, JobId job) {
    var attempts = new LinkedHashMap<Integer, AttemptRow>();
    var lines =
        jdbc.sql(
                """
                SELECT a.*, t.task, t.role, t.node, t.devices, t.ended_at AS task_ended_at,
                  t.exit_code, t.lost, j.roles
                FROM attempt a JOIN task t ON t.job = a.job AND t.attempt = a.number
                JOIN job j ON j.id = a.job
                WHERE a.job = :job ORDER BY a.number DESC, t.task LIMIT :limit
                """)
            .param("job", job.value())
            .param("limit", TASKS_MAX)
            .query((row, _) -> line(job, row))
            .list();
    for (var line : lines) {
      attempts
          .computeIfAbsent(line.attempt().number(), _ -> line.attempt())
          .tasks()
          .add(line.task());
    }
    return List.copyOf(attempts.sequencedValues());
  }

  private static Line line(JobId job, ResultSet row) throws SQLException {
    int number = row.getInt("number");
    var outcome = JobRow.text(row.getString("outcome"));
    var state = row.getString("state");
    var attempt =
        new AttemptRow(
            new AttemptId(job, number).toString(),
            number,
            outcome.isEmpty() ? state : outcome,
            tone(state, outcome),
            Words.at(row.getTimestamp("placed_at").toInstant()),
            new ArrayList<>());
    var roles = (String[]) row.getArray("roles").getArray();
    var lost = JobRow.text(row.getString("lost"));
    int code = row.getInt("exit_code");
    var exit = row.wasNull() ? lost : Integer.toString(code);
    var task =
        new TaskRow(
            roles[row.getInt("role")] + " " + row.getInt("task"),
            row.getString("node"),
            devices(row.getLong("devices")),
            JobRow.instant(row, "task_ended_at").map(Words::at).orElse(""),
            exit);
    return new Line(attempt, task);
  }

  private static String tone(String state, String outcome) {
    return switch (outcome) {
      case "" -> state.equals("STOPPING") ? "wait" : "live";
      case "SUCCEEDED" -> "good";
      case "TASK_FAILED", "PLATFORM_FAULT", "TIME_LIMIT" -> "bad";
      default -> "wait";
    };
  }

  private static String devices(long bits) {
    var numbers = new ArrayList<String>();
    for (long rest = bits; rest != 0; rest &= rest - 1) {
      numbers.add(Integer.toString(Long.numberOfTrailingZeros(rest)));
    }
    return String.join(", ", numbers);
  }
}
