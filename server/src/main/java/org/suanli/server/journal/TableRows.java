package org.suanli.server.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// The rows of the journal's table after one of them.
final class TableRows implements RowSource {
  /// How many rows are in memory at a time.
  private static final int FETCH_ROWS = 1_000;

  private final PreparedStatement statement;
  private final ResultSet rows;

  private TableRows(PreparedStatement statement, ResultSet rows) {
    this.statement = statement;
    this.rows = rows;
  }

  /// @param connection in a transaction; without one the driver would fetch everything at once
  static TableRows open(Connection connection, long after) throws SQLException {
    var statement =
        connection.prepareStatement(
            "SELECT " + Rows.COLUMNS + " FROM journal WHERE seq > ? ORDER BY seq");
    try {
      statement.setFetchSize(FETCH_ROWS);
      statement.setLong(1, after);
      return new TableRows(statement, statement.executeQuery());
    } catch (SQLException e) {
      try (statement) {
        throw e;
      }
    }
  }

  @Override
  public @Nullable Stored next() throws SQLException {
    return rows.next() ? new Stored(Rows.read(rows), Rows.hash(rows)) : null;
  }

  @Override
  public void close() throws SQLException {
    try (statement) {
      rows.close();
    }
  }
}
