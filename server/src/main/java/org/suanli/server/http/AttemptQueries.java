package org.suanli.server.http;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.suanli.api.Jobs;
import org.suanli.core.units.Amount;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.JobId;
import org.suanli.server.identity.Times;

/// Reads attempts and their tasks from their tables.
@Component
final class AttemptQueries {
  /// Tasks shown of one attempt; larger gangs show their first.
  private static final int TASKS_MAX = 1_000;

  private final JdbcClient database;

  AttemptQueries(JdbcClient database) {
    this.database = database;
  }

  /// Latest first.
  ///
  /// @param before those with a lower number
  List<Jobs.Attempt> list(JobId job, long before, int limit) {
    var roles = roles(job);
    return database
        .sql(
            """
            SELECT a.*, u.used, u.unit, u.charged FROM attempt a
            LEFT JOIN LATERAL (
              SELECT unit,
                sum(metered_milli::numeric
                  * round(extract(epoch FROM metered_until - metered_from) * 1000)) AS used,
                sum(amount) FILTER (WHERE kind = 'CHARGE') AS charged
              FROM ledger_entry l
              WHERE l.job = a.job AND l.attempt = a.number AND l.kind IN ('CHARGE', 'BEAR')
              GROUP BY unit ORDER BY unit LIMIT 1) u ON true
            WHERE a.job = :job AND a.number < :before ORDER BY a.number DESC LIMIT :limit
            """)
        .param("job", job.value())
        .param("before", before)
        .param("limit", limit)
        .query((row, _) -> attempt(row, tasks(job, row.getInt("number"), roles)))
        .list();
  }

  private List<String> roles(JobId job) {
    return database
        .sql("SELECT unnest(roles) AS role FROM job WHERE id = :job")
        .param("job", job.value())
        .query((row, _) -> row.getString("role"))
        .list();
  }

  private List<Jobs.Task> tasks(JobId job, int attempt, List<String> roles) {
    return database
        .sql(
            """
            SELECT * FROM task WHERE job = :job AND attempt = :attempt ORDER BY task LIMIT :limit
            """)
        .param("job", job.value())
        .param("attempt", attempt)
        .param("limit", TASKS_MAX)
        .query((row, _) -> task(row, roles))
        .list();
  }

  private static Jobs.Task task(ResultSet row, List<String> roles) throws SQLException {
    return new Jobs.Task(
        row.getInt("task"),
        roles.get(row.getInt("role")),
        row.getString("cluster") + "/" + row.getString("node"),
        devices(row.getLong("devices")),
        row.getLong("share"),
        Times.optional(row, "ended_at").orElse(null),
        row.getObject("exit_code", Integer.class),
        row.getString("lost"));
  }

  private static List<Integer> devices(long bits) {
    var devices = new ArrayList<Integer>();
    IntStream.range(0, Long.SIZE)
        .filter(device -> (bits >>> device & 1) == 1)
        .forEach(devices::add);
    return devices;
  }

  private static Jobs.Attempt attempt(ResultSet row, List<Jobs.Task> tasks) throws SQLException {
    int number = row.getInt("number");
    return new Jobs.Attempt(
        new AttemptId(new JobId(row.getLong("job")), number).toString(),
        number,
        row.getString("state"),
        row.getString("cluster"),
        row.getString("model"),
        Times.required(row, "placed_at"),
        Times.optional(row, "started_at").orElse(null),
        Times.optional(row, "ended_at").orElse(null),
        row.getString("outcome"),
        row.getString("cause"),
        tasks,
        amount(row.getBigDecimal("used"), Amount.Unit.MILLI_ACCELERATOR_MILLIS.name()),
        amount(row.getBigDecimal("charged"), row.getString("unit")));
  }

  private static org.suanli.api.@Nullable Amount amount(
      @Nullable BigDecimal value, @Nullable String unit) {
    return value == null || unit == null
        ? null
        : Wire.amount(
            new Amount(Amount.Unit.valueOf(unit), value.toBigIntegerExact().longValueExact()));
  }
}
