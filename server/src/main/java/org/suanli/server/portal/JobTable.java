package org.suanli.server.portal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.suanli.core.units.JobId;
import org.suanli.core.units.MemberId;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.OrganizationId;

/// Jobs, read as rows of pages.
@Component
record JobTable(JdbcClient jdbc, Words words, InstantSource clock) {
  private static final String SELECT =
      """
      SELECT j.*, s.name, a.model, a.placed_at, a.ended_at AS attempt_ended_at, %s AS sort_key
      FROM job j
      LEFT JOIN job_spec s ON s.digest = j.digest
      LEFT JOIN attempt a ON a.job = j.id AND a.number = j.attempts
      """;

  /// What a list is ordered by, and which jobs have that.
  enum Sort {
    SUBMITTED("j.id", ""),
    ENDED("(extract(epoch FROM j.ended_at) * 1000000)::bigint", " AND j.ended_at IS NOT NULL"),
    ACCELERATORS("j.milli_accelerators", "");

    private final String key;
    private final String condition;

    Sort(String key, String condition) {
      this.key = key;
      this.condition = condition;
    }
  }

  /// @param isAscending otherwise the latest, or most, comes first
  record Order(Sort sort, boolean isAscending) {}

  /// A row of the list before; the next page begins after it.
  record Place(long key, long job) {
    static Place of(JobRow row) {
      return new Place(Long.parseLong(row.sortKey()), row.number());
    }
  }

  /// What to list.
  ///
  /// @param organization whose; empty for all
  /// @param state empty for any
  /// @param project `organization/name` or a part of it; empty for any
  /// @param name a part of the job's name; empty for any
  record Filter(Optional<OrganizationId> organization, String state, String project, String name) {}

  /// @param after empty at the start
  /// @return at most `limit` rows
  List<JobRow> list(Filter filter, Order order, Optional<Place> after, int limit) {
    var key = order.sort().key;
    var direction = order.isAscending() ? "ASC" : "DESC";
    var sql =
        SELECT.formatted(key)
            + """
            WHERE (:organization = '' OR j.organization = :organization)
              AND (:state = '' OR j.state = :state)
              AND (:project = '' OR position(:project IN j.organization || '/' || j.project) > 0)
              AND (:name = '' OR position(lower(:name) IN lower(s.name)) > 0)
            """
            + order.sort().condition
            + " AND (:isFirst OR (%s, j.id) %s (:key, :job))"
                .formatted(key, order.isAscending() ? ">" : "<")
            + " ORDER BY %s %s, j.id %s LIMIT :limit".formatted(key, direction, direction);
    return jdbc.sql(sql)
        .param("organization", filter.organization().map(OrganizationId::toString).orElse(""))
        .param("state", filter.state())
        .param("project", filter.project())
        .param("name", filter.name())
        .param("isFirst", after.isEmpty())
        .param("key", after.map(Place::key).orElse(0L))
        .param("job", after.map(Place::job).orElse(0L))
        .param("limit", limit)
        .query((row, _) -> row(row))
        .list();
  }

  /// The jobs that wait, those with a promise first.
  List<JobRow> queue(Optional<OrganizationId> organization, int limit) {
    return jdbc.sql(
            SELECT.formatted("j.id")
                + """
                WHERE j.state = 'WAITING' AND (:organization = '' OR j.organization = :organization)
                ORDER BY j.promised_at NULLS LAST, j.id LIMIT :limit
                """)
        .param("organization", organization.map(OrganizationId::toString).orElse(""))
        .param("limit", limit)
        .query((row, _) -> row(row))
        .list();
  }

  /// @throws NotHere if there is none, or it is not the viewer's to see
  JobRow visible(Viewer viewer, JobId id) {
    return jdbc.sql(SELECT.formatted("j.id") + "WHERE j.id = :id")
        .param("id", id.value())
        .query((row, _) -> row(row))
        .optional()
        .filter(row -> viewer.maySee(row.organization()))
        .orElseThrow(NotHere::new);
  }

  private JobRow row(ResultSet row) throws SQLException {
    var placed = instant(row, "placed_at");
    var left = instant(row, "attempt_ended_at");
    var ran = placed.map(from -> Duration.between(from, left.orElse(clock.instant())));
    return new JobRow(
        row.getLong("id"),
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
        new JobRow.Times(
            words.at(row.getTimestamp("submitted_at").toInstant()),
            instant(row, "ended_at").map(words::at).orElse(""),
            instant(row, "promised_at").map(words::at).orElse(""),
            ran.map(Words::of).orElse("")),
        Long.toString(row.getLong("sort_key")));
  }

  static String text(@Nullable String value) {
    return value == null ? "" : value;
  }

  static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getTimestamp(column)).map(Timestamp::toInstant);
  }
}
