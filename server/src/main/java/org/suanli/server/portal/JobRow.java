package org.suanli.server.portal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.suanli.core.units.JobId;
import org.suanli.core.units.MemberId;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.OrganizationId;

/// A job in a list; texts are empty where there is nothing to say.
record JobRow(
    String id,
    String name,
    String project,
    String organization,
    String member,
    String state,
    String priorityClass,
    String accelerators,
    String model,
    int attempts,
    int tasks,
    String digest,
    String submitted,
    String promised,
    String duration,
    String sortKey) {
  private static final String SELECT =
      """
      SELECT j.*, s.name, a.model, a.placed_at, a.ended_at AS attempt_ended_at
      FROM job j
      LEFT JOIN job_spec s ON s.digest = j.digest
      LEFT JOIN attempt a ON a.job = j.id AND a.number = j.attempts
      """;

  /// What to list.
  ///
  /// @param organization whose; empty for all
  /// @param state empty for any
  /// @param project `organization/name` or a part of it; empty for any
  /// @param isByEnd latest end first, of those that ended; otherwise latest submission first
  /// @param after the sort key of the last row seen; empty at the start
  record Filter(
      Optional<OrganizationId> organization,
      String state,
      String project,
      boolean isByEnd,
      String after) {}

  /// @return at most `limit` rows
  static List<JobRow> list(JdbcClient jdbc, Filter filter, int limit, Instant now) {
    var key = filter.isByEnd() ? "extract(epoch FROM j.ended_at) * 1000" : "j.id";
    var sql =
        new StringBuilder(SELECT)
            .append("WHERE (:organization = '' OR j.organization = :organization)")
            .append(" AND (:state = '' OR j.state = :state)")
            .append(" AND (:project = '' OR position(:project IN")
            .append(" j.organization || '/' || j.project) > 0)");
    if (filter.isByEnd()) {
      sql.append(" AND j.ended_at IS NOT NULL");
    }
    if (!filter.after().isEmpty()) {
      sql.append(" AND ").append(key).append(" < :after");
    }
    sql.append(" ORDER BY ").append(key).append(" DESC LIMIT :limit");
    var statement =
        jdbc.sql(sql.toString())
            .param("organization", filter.organization().map(OrganizationId::toString).orElse(""))
            .param("state", filter.state())
            .param("project", filter.project())
            .param("limit", limit);
    if (!filter.after().isEmpty()) {
      statement = statement.param("after", Long.parseLong(filter.after()));
    }
    return statement.query((row, _) -> of(row, now, filter.isByEnd())).list();
  }

  /// The jobs that wait, those with a promise first.
  static List<JobRow> queue(
      JdbcClient jdbc, Optional<OrganizationId> organization, int limit, Instant now) {
    return jdbc.sql(
            SELECT
                + """
                WHERE j.state = 'WAITING' AND (:organization = '' OR j.organization = :organization)
                ORDER BY j.promised_at NULLS LAST, j.id LIMIT :limit
                """)
        .param("organization", organization.map(OrganizationId::toString).orElse(""))
        .param("limit", limit)
        .query((row, _) -> of(row, now, false))
        .list();
  }

  static Optional<JobRow> find(JdbcClient jdbc, JobId id, Instant now) {
    return jdbc.sql(SELECT + "WHERE j.id = :id")
        .param("id", id.value())
        .query((row, _) -> of(row, now, false))
        .optional();
  }

  private static JobRow of(ResultSet row, Instant now, boolean isByEnd) throws SQLException {
    var placed = instant(row, "placed_at");
    var ended = instant(row, "attempt_ended_at");
    var finished = instant(row, "ended_at");
    return new JobRow(
        new JobId(row.getLong("id")).toString(),
        text(row.getString("name")),
        row.getString("organization") + "/" + row.getString("project"),
        row.getString("organization"),
        new MemberId(row.getLong("member")).toString(),
        row.getString("state"),
        row.getString("priority_class"),
        Words.of(new MilliAccelerators(row.getLong("milli_accelerators"))),
        text(row.getString("model")),
        row.getInt("attempts"),
        row.getInt("tasks"),
        row.getString("digest"),
        Words.at(row.getTimestamp("submitted_at").toInstant()),
        instant(row, "promised_at").map(Words::at).orElse(""),
        placed.map(from -> Words.of(Duration.between(from, ended.orElse(now)))).orElse(""),
        isByEnd
            ? finished.map(at -> Long.toString(at.toEpochMilli())).orElse("")
            : Long.toString(row.getLong("id")));
  }

  public boolean hasEnded() {
    return !state.equals("WAITING") && !state.equals("RUNNING");
  }

  /// The colour of its state.
  public String tone() {
    return toneOf(state);
  }

  static String toneOf(String state) {
    return switch (state) {
      case "SUCCEEDED" -> "good";
      case "RUNNING" -> "live";
      case "WAITING" -> "wait";
      case "FAILED" -> "bad";
      default -> "";
    };
  }

  static String text(@Nullable String value) {
    return value == null ? "" : value;
  }

  static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getTimestamp(column)).map(Timestamp::toInstant);
  }
}
