package org.suanli.server.journal;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.suanli.core.engine.Codec;
import org.suanli.core.engine.Event;
import org.suanli.server.database.DatabaseException;

/// Appends under one epoch, on a connection of its own. One thread at a time.
///
/// From its opening on nobody but it can append, or else its own next append fails: so whoever
/// opens one first, and then reads the journal, has read all that it will append to.
public final class JournalWriter implements AutoCloseable {
  /// The row in share mode: a new leader, who changes it, waits for the end of this transaction.
  private static final String CHECK = "SELECT epoch FROM leadership FOR SHARE";

  private static final String INSERT =
      """
      INSERT INTO journal (seq, epoch, at_millis, member, type, version, body, hash)
      SELECT ? + n, ?, at_millis, member, type, ?, body, hash
      FROM unnest(?::bigint[], ?::bigint[], ?::text[], ?::bytea[], ?::bytea[])
        WITH ORDINALITY AS e (at_millis, member, type, body, hash, n)
      """;

  /// Bounds a statement's message, and so what client and server hold of it at once.
  private static final int CHUNK_ROWS_MAX = 4_096;

  private static final Logger LOG = LoggerFactory.getLogger(JournalWriter.class);

  private final long epoch;
  private final Connection connection;
  private JournalPosition head;
  private boolean isBroken;

  private JournalWriter(long epoch, Connection connection, JournalPosition head) {
    this.epoch = epoch;
    this.connection = connection;
    this.head = head;
  }

  /// Takes over the connection.
  static JournalWriter open(Lease lease, Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("SET idle_in_transaction_session_timeout = " + lease.length().toMillis());
      connection.setAutoCommit(false);
      check(connection, lease.epoch());
      var head = Rows.head(connection);
      connection.commit();
      return new JournalWriter(lease.epoch(), connection, head);
    } catch (SQLException | RuntimeException e) {
      try (connection) {
        throw e;
      }
    }
  }

  public JournalPosition head() {
    return head;
  }

  /// Makes the events durable, in order, together with what the projection writes; all or nothing.
  ///
  /// @param events in whole milliseconds
  /// @return the new head; the present one if there are no events
  /// @throws Deposed if another epoch has begun; nothing was kept
  /// @throws DatabaseException if nothing was kept for another reason
  /// @throws OutcomeUnknown if it is not known; no further append is taken then
  public JournalPosition append(List<Event.Stamped> events, Projection projection) {
    if (isBroken) {
      throw new OutcomeUnknown(null);
    }
    if (events.isEmpty()) {
      return head;
    }
    var chain = Chain.at(head);
    try {
      check(connection, epoch);
      for (int from = 0; from < events.size(); from += CHUNK_ROWS_MAX) {
        insert(events.subList(from, Math.min(from + CHUNK_ROWS_MAX, events.size())), chain);
      }
      projection.write(connection, head.seq() + 1, events);
    } catch (SQLException e) {
      rollback(e);
      throw new DatabaseException("The journal kept nothing: " + e.getMessage(), e);
    } catch (RuntimeException | Error e) {
      rollback(e);
      throw e;
    }
    commit();
    head = chain.position();
    return head;
  }

  private static void check(Connection connection, long epoch) throws SQLException {
    try (var statement = connection.prepareStatement(CHECK);
        var row = statement.executeQuery()) {
      row.next();
      if (row.getLong(1) != epoch) {
        throw new Deposed(epoch);
      }
    }
  }

  private void insert(List<Event.Stamped> events, Chain chain) throws SQLException {
    int count = events.size();
    long before = chain.seq();
    var times = new long[count];
    var members = new long[count];
    var types = new String[count];
    var bodies = new byte[count][];
    var hashes = new byte[count][];
    for (int i = 0; i < count; i++) {
      var stamped = events.get(i);
      var row = Rows.of(chain.seq() + 1, epoch, stamped);
      times[i] = row.atMillis();
      members[i] = row.member();
      types[i] = row.type();
      bodies[i] = row.body();
      hashes[i] = chain.advance(row);
    }
    try (var statement = connection.prepareStatement(INSERT)) {
      statement.setLong(1, before);
      statement.setLong(2, epoch);
      statement.setInt(3, Codec.VERSION);
      statement.setArray(4, array("int8", times));
      statement.setArray(5, array("int8", members));
      statement.setArray(6, array("text", types));
      statement.setArray(7, array("bytea", bodies));
      statement.setArray(8, array("bytea", hashes));
      statement.executeUpdate();
    }
  }

  private Array array(String type, Object values) throws SQLException {
    return connection.unwrap(PGConnection.class).createArrayOf(type, values);
  }

  private void commit() {
    try {
      connection.commit();
    } catch (SQLException e) {
      if (isSurelyNotKept(e)) {
        rollback(e);
        throw new DatabaseException("The journal kept nothing: " + e.getMessage(), e);
      }
      isBroken = true;
      throw new OutcomeUnknown(e);
    }
  }

  /// An error that ends the transaction but not the connection came before the commit. All else,
  /// the connection's loss above all, may have come after it.
  private static boolean isSurelyNotKept(SQLException e) {
    return e instanceof PSQLException answer
        && answer.getServerErrorMessage() != null
        && "ERROR".equals(answer.getServerErrorMessage().getSeverity());
  }

  /// Nothing was committed: where this fails too, the server rolls back what it lost sight of.
  private void rollback(Throwable cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      isBroken = true;
      cause.addSuppressed(e);
    }
  }

  /// A connection that cannot be closed is gone: nobody who could be told would do more.
  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.warn("event=journal_not_closed epoch={} reason={}", epoch, e.getMessage());
    }
  }
}
