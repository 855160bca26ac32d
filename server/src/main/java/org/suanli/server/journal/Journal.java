package org.suanli.server.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.suanli.core.engine.State;
import org.suanli.server.database.Database;
import org.suanli.server.database.DatabaseException;

/// The journal of a database whose tables exist.
///
/// Reading streams: the memory it takes does not grow with the journal. Any thread may read.
public final class Journal {
  private static final int FETCH_ROWS = 1_000;

  private final Database database;
  private final Archives archives;
  private final Snapshots snapshots;

  /// Without a place for archives: rows that lie in one are as if missing.
  public Journal(Database database) {
    this(database, Archives.NOWHERE);
  }

  /// @param archives where the rows are that the table has no more
  public Journal(Database database, Archives archives) {
    this.database = database;
    this.archives = archives;
    snapshots = new Snapshots(database);
  }

  public Snapshots snapshots() {
    return snapshots;
  }

  public Centre centre() {
    return query(Rows::centre);
  }

  /// A new state, and the row before the first.
  Snapshots.Snapshot beginning() {
    return new Snapshots.Snapshot(query(Rows::genesis), new State());
  }

  /// The last row.
  public JournalPosition head() {
    return query(Rows::head);
  }

  /// The last row of the table that is older than an instant; 0 if there is none.
  public long lastBefore(Instant time) {
    var sql = "SELECT coalesce(max(seq), 0) FROM journal WHERE at_millis < ?";
    return query(
        connection -> {
          try (var statement = connection.prepareStatement(sql)) {
            statement.setLong(1, time.toEpochMilli());
            try (var row = statement.executeQuery()) {
              row.next();
              return row.getLong(1);
            }
          }
        });
  }

  /// Lets a leader append. One that falls silent in mid-append for as long as its lease is cut off,
  /// so that its successor need not wait for longer.
  ///
  /// @throws Deposed if another epoch has begun
  public JournalWriter writer(Lease lease) {
    try {
      return JournalWriter.open(lease, database.connect());
    } catch (SQLException e) {
      throw new DatabaseException("The journal cannot be opened: " + e.getMessage(), e);
    }
  }

  /// Hands on every event from a row to the end, in order, each checked against the chain.
  ///
  /// @param from 1 or more
  /// @return the last row, or the one before `from` if there is none
  /// @throws JournalBroken at the first bad row; the events before it were handed on
  public JournalPosition replay(long from, Consumer<Recorded> to) {
    return query(
        connection -> {
          try (var walk = from(connection, from)) {
            for (var next = walk.next(); next != null; next = walk.next()) {
              to.accept(next);
            }
            return walk.position();
          }
        });
  }

  /// Hands on the events after a row, each checked against the chain from there.
  ///
  /// @param after a row, or 0, that is known to be there
  /// @param until the last row that is read, if there are as many
  /// @return the last row that was read, or `after`
  /// @throws JournalBroken at the first bad row; the events before it were handed on
  JournalPosition replay(JournalPosition after, long until, Consumer<Recorded> to) {
    return query(
        connection -> {
          try (var walk = after(connection, after)) {
            while (walk.position().seq() < until) {
              var next = walk.next();
              if (next == null) {
                break;
              }
              to.accept(next);
            }
            return walk.position();
          }
        });
  }

  /// Like {@link #replay}, as a stream that lives as long as the use of it.
  public <T> T stream(long from, Function<Stream<Recorded>, T> use) {
    return query(
        connection -> {
          try (var walk = from(connection, from)) {
            return use.apply(walk.stream());
          }
        });
  }

  /// Reads everything and checks it: that no row is missing, changed, or not to be understood, and
  /// that the rows known from before are still there.
  ///
  /// @param known from {@link #positions}, kept elsewhere; without them a cut-off end goes
  ///   unnoticed
  public Verification verify(List<JournalPosition> known) {
    var anchors = new ArrayList<>(known);
    anchors.sort(Comparator.comparingLong(JournalPosition::seq));
    return query(
        connection -> {
          try (var walk = from(connection, 1)) {
            return verify(walk, anchors);
          }
        });
  }

  /// The same without the rows that lie in archives: that the table's follow those.
  ///
  /// @param known a row of the table
  Verification verifyKept(JournalPosition known) {
    return query(
        connection -> {
          try (var walk = after(connection, Rows.kept(connection))) {
            return verify(walk, List.of(known));
          }
        });
  }

  private Walk from(Connection connection, long from) throws SQLException {
    if (from < 1) {
      throw new IllegalArgumentException("The row (" + from + ") must be 1 or more.");
    }
    return after(connection, Rows.before(connection, from));
  }

  private Walk after(Connection connection, JournalPosition after) throws SQLException {
    return new Walk(archives.rows(connection, after.seq()), after);
  }

  private static Verification verify(Walk walk, List<JournalPosition> anchors) throws SQLException {
    int met = 0;
    var last = walk.position();
    try {
      do {
        last = walk.position();
        for (; met < anchors.size() && anchors.get(met).seq() == last.seq(); met++) {
          if (!anchors.get(met).equals(last)) {
            throw new JournalBroken(
                last.seq(), "its hash must be " + anchors.get(met).hash() + ", as kept elsewhere.");
          }
        }
      } while (walk.next() != null);
      if (met < anchors.size()) {
        throw new JournalBroken(
            last.seq() + 1, "it is missing: row " + anchors.getLast().seq() + " was there before.");
      }
      return new Verification.Sound(last);
    } catch (JournalBroken e) {
      return new Verification.Broken(e.seq(), e.reason(), last);
    }
  }

  /// Every n-th row, and the last one: to be kept, or signed, elsewhere.
  ///
  /// @param every 1 or more
  public List<JournalPosition> positions(long every) {
    if (every < 1) {
      throw new IllegalArgumentException("The distance (" + every + ") must be 1 or more.");
    }
    var sql =
        """
        SELECT seq, hash FROM journal
        WHERE seq % ? = 0 OR seq = (SELECT max(seq) FROM journal) ORDER BY seq
        """;
    return query(
        connection -> {
          try (var statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(FETCH_ROWS);
            statement.setLong(1, every);
            var positions = new ArrayList<JournalPosition>();
            try (var rows = statement.executeQuery()) {
              while (rows.next()) {
                positions.add(Rows.position(rows));
              }
            }
            return List.copyOf(positions);
          }
        });
  }

  private <T> T query(Query<T> query) {
    try (var connection = database.pool().getConnection()) {
      connection.setReadOnly(true);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setAutoCommit(false);
      try {
        return query.run(connection);
      } finally {
        connection.rollback();
      }
    } catch (SQLException e) {
      throw new DatabaseException("The journal cannot be read: " + e.getMessage(), e);
    }
  }

  private interface Query<T> {
    T run(Connection connection) throws SQLException;
  }
}
