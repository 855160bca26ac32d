package org.suanli.server.identity;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/// Instants as the database takes and gives them.
///
/// @param clock the server's
public record Times(InstantSource clock) {
  public OffsetDateTime now() {
    return of(clock.instant());
  }

  public static OffsetDateTime of(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  /// @throws IllegalStateException if the column is null
  public static Instant required(ResultSet row, String column) throws SQLException {
    return optional(row, column)
        .orElseThrow(() -> new IllegalStateException("The column " + column + " is null."));
  }

  public static Optional<Instant> optional(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
