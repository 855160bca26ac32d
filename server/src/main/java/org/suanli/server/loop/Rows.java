package org.suanli.server.loop;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Rows for one statement, gathered and then executed as one batch.
final class Rows {
  /// A value for a column of `text[]`.
  record Texts(List<String> values) {}

  /// A value for a column of `bigint[]`.
  record Numbers(List<Long> values) {}

  private final String sql;
  private final List<@Nullable Object[]> rows = new ArrayList<>();

  Rows(String sql) {
    this.sql = sql;
  }

  /// @param values strings, numbers, booleans, instants, {@link Texts}, {@link Numbers}, optionals
  ///   of them, or null
  void add(@Nullable Object... values) {
    rows.add(values);
  }

  void execute(Connection connection) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try (var statement = connection.prepareStatement(sql)) {
      for (var row : rows) {
        for (int i = 0; i < row.length; i++) {
          set(connection, statement, i + 1, row[i]);
        }
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  private static void set(
      Connection connection, PreparedStatement statement, int index, @Nullable Object value)
      throws SQLException {
    switch (value) {
      case null -> statement.setNull(index, Types.NULL);
      case Optional<?> optional ->
          set(connection, statement, index, optional.isPresent() ? optional.get() : null);
      case Instant instant -> statement.setObject(index, instant.atOffset(ZoneOffset.UTC));
      case Texts(var list) ->
          statement.setArray(index, connection.createArrayOf("text", list.toArray()));
      case Numbers(var list) ->
          statement.setArray(index, connection.createArrayOf("bigint", list.toArray()));
      default -> statement.setObject(index, value);
    }
  }
}
