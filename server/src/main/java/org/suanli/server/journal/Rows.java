package org.suanli.server.journal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.suanli.core.engine.Codec;
import org.suanli.core.engine.Event;
import org.suanli.core.units.MemberId;

/// The journal's rows, between events and the database.
final class Rows {
  static final String COLUMNS = "seq, epoch, at_millis, member, type, version, body, hash";

  private static final int NANOS_PER_MILLI = 1_000_000;

  private static final String FIND =
      """
      SELECT seq, hash FROM journal WHERE seq = ?
      UNION ALL SELECT last_seq, last_hash FROM archive WHERE last_seq = ?
      """;

  private Rows() {}

  static Chain.Row of(long seq, long epoch, Event.Stamped stamped) {
    var at = stamped.at();
    if (at.getNano() % NANOS_PER_MILLI != 0) {
      throw new IllegalArgumentException("The time (" + at + ") must be in whole milliseconds.");
    }
    var event = stamped.event();
    return new Chain.Row(
        seq,
        epoch,
        at.toEpochMilli(),
        stamped.by().value(),
        Codec.typeOf(event),
        Codec.VERSION,
        Codec.encode(event));
  }

  static Chain.Row read(ResultSet row) throws SQLException {
    return new Chain.Row(
        row.getLong(1),
        row.getLong(2),
        row.getLong(3),
        row.getLong(4),
        row.getString(5),
        row.getInt(6),
        row.getBytes(7));
  }

  static byte[] hash(ResultSet row) throws SQLException {
    return row.getBytes(8);
  }

  /// @throws JournalBroken if the row's event is not known or not one
  static Recorded decode(Chain.Row row) {
    Event event;
    try {
      event = Codec.decode(row.type(), row.version(), row.body());
    } catch (RuntimeException e) {
      // Whatever a damaged body makes the decoder stumble over.
      throw new JournalBroken(row.seq(), "it cannot be understood. " + e.getMessage());
    }
    var at = Instant.ofEpochMilli(row.atMillis());
    return new Recorded(
        row.seq(), row.epoch(), new Event.Stamped(at, new MemberId(row.member()), event));
  }

  static Centre centre(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT id, incarnation, restore_count FROM centre")) {
      row.next();
      return new Centre(row.getObject(1, UUID.class), row.getObject(2, UUID.class), row.getInt(3));
    }
  }

  static JournalPosition head(Connection connection) throws SQLException {
    var sql = "SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1";
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      return row.next() ? position(row) : kept(connection);
    }
  }

  /// The last row that lies in an archive, after which the table goes on.
  static JournalPosition kept(Connection connection) throws SQLException {
    var archives = Archives.list(connection);
    return archives.isEmpty() ? genesis(connection) : archives.getLast().last();
  }

  /// Where the chain stands before a row.
  ///
  /// @throws JournalBroken if the row before it is missing
  static JournalPosition before(Connection connection, long seq) throws SQLException {
    if (seq == 1) {
      return genesis(connection);
    }
    return find(connection, seq - 1)
        .orElseThrow(() -> new JournalBroken(seq - 1, "it is missing."));
  }

  /// Whether the journal has this very row.
  static boolean isThere(Connection connection, JournalPosition position) throws SQLException {
    return find(connection, position.seq()).equals(Optional.of(position));
  }

  /// A row of the table, or the last one of an archive.
  private static Optional<JournalPosition> find(Connection connection, long seq)
      throws SQLException {
    try (var statement = connection.prepareStatement(FIND)) {
      statement.setLong(1, seq);
      statement.setLong(2, seq);
      try (var row = statement.executeQuery()) {
        return row.next() ? Optional.of(position(row)) : Optional.empty();
      }
    }
  }

  /// @param row whose first columns are seq and hash
  static JournalPosition position(ResultSet row) throws SQLException {
    return new JournalPosition(row.getLong(1), HexFormat.of().formatHex(row.getBytes(2)));
  }

  static JournalPosition genesis(Connection connection) throws SQLException {
    return new JournalPosition(0, HexFormat.of().formatHex(centre(connection).genesis()));
  }
}
