package org.suanli.server.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.suanli.core.engine.Codec;
import org.suanli.server.database.DatabaseException;

/// Goes along the journal and checks every row before it hands it on.
final class Walk implements AutoCloseable {
  /// How many rows are in memory at a time.
  private static final int FETCH_ROWS = 1_000;

  private final PreparedStatement statement;
  private final ResultSet rows;
  private final Chain chain;
  private long epoch;

  private Walk(PreparedStatement statement, ResultSet rows, Chain chain) {
    this.statement = statement;
    this.rows = rows;
    this.chain = chain;
  }

  /// @param connection in a transaction; without one the driver would fetch everything at once
  static Walk open(Connection connection, long from) throws SQLException {
    if (from < 1) {
      throw new IllegalArgumentException("The row (" + from + ") must be 1 or more.");
    }
    return open(connection, Rows.before(connection, from));
  }

  /// Starts with the row after this one.
  static Walk open(Connection connection, JournalPosition after) throws SQLException {
    var chain = Chain.at(after);
    var statement =
        connection.prepareStatement(
            "SELECT " + Rows.COLUMNS + " FROM journal WHERE seq > ? ORDER BY seq");
    try {
      statement.setFetchSize(FETCH_ROWS);
      statement.setLong(1, after.seq());
      return new Walk(statement, statement.executeQuery(), chain);
    } catch (SQLException e) {
      try (statement) {
        throw e;
      }
    }
  }

  /// @return null at the end
  /// @throws JournalBroken if the next row is not what must follow
  @Nullable Recorded next() throws SQLException {
    if (!rows.next()) {
      return null;
    }
    var row = Rows.read(rows);
    if (row.seq() != chain.seq() + 1) {
      throw new JournalBroken(chain.seq() + 1, "it is missing.");
    }
    if (!Arrays.equals(chain.advance(row), Rows.hash(rows))) {
      throw new JournalBroken(row.seq(), "it is not what was written: its hash does not fit.");
    }
    if (row.epoch() < epoch) {
      throw new JournalBroken(
          row.seq(), "its epoch (" + row.epoch() + ") must not be before " + epoch + ".");
    }
    epoch = row.epoch();
    var recorded = Rows.decode(row);
    if (row.version() == Codec.VERSION
        && !Arrays.equals(Codec.encode(recorded.stamped().event()), row.body())) {
      throw new JournalBroken(row.seq(), "its bytes are not the canonical ones of its event.");
    }
    return recorded;
  }

  JournalPosition position() {
    return chain.position();
  }

  Stream<Recorded> stream() {
    var ordered = Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE;
    return StreamSupport.stream(
        new Spliterators.AbstractSpliterator<Recorded>(Long.MAX_VALUE, ordered) {
          @Override
          public boolean tryAdvance(Consumer<? super Recorded> action) {
            var next = nextUnchecked();
            if (next == null) {
              return false;
            }
            action.accept(next);
            return true;
          }
        },
        false);
  }

  private @Nullable Recorded nextUnchecked() {
    try {
      return next();
    } catch (SQLException e) {
      throw new DatabaseException("The journal cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws SQLException {
    try (statement) {
      rows.close();
    }
  }
}
