package org.suanli.server.journal;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.suanli.core.engine.State;
import org.suanli.server.database.Database;
import org.suanli.server.database.DatabaseException;

/// States after some rows of the journal, kept so that a start need not read the rows before.
///
/// One that has another format, is damaged, or is not of this journal is passed over. See
/// docs/decisions/snapshots.md.
public final class Snapshots {
  private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

  /// The last, and one before it in case the last is damaged.
  private static final int KEPT = 2;

  private static final int BUFFER_BYTES = 1 << 16;

  private static final String KEEP =
      """
      INSERT INTO snapshot (seq, hash, format, digest, lines) VALUES (?, decode(?, 'hex'), ?, ?, ?)
      ON CONFLICT (seq) DO UPDATE SET hash = excluded.hash, format = excluded.format,
        digest = excluded.digest, lines = excluded.lines, taken_at = clock_timestamp()
      """;

  private static final String FORGET =
      "DELETE FROM snapshot WHERE seq NOT IN (SELECT seq FROM snapshot ORDER BY seq DESC LIMIT ?)";

  private final Database database;

  /// A state, and the row after which it is.
  public record Snapshot(JournalPosition at, State state) {}

  private record Row(JournalPosition at, int format, byte[] digest) {}

  Snapshots(Database database) {
    this.database = database;
  }

  /// Keeps a state, and forgets all but the last few.
  void keep(Snapshot snapshot) {
    var lines = new ByteArrayOutputStream();
    var digest = tell(snapshot.state(), lines);
    try (var connection = database.pool().getConnection()) {
      connection.setAutoCommit(false);
      try (var keep = connection.prepareStatement(KEEP);
          var forget = connection.prepareStatement(FORGET)) {
        keep.setLong(1, snapshot.at().seq());
        keep.setString(2, snapshot.at().hash());
        keep.setInt(3, State.FORMAT);
        keep.setBytes(4, digest);
        keep.setBytes(5, lines.toByteArray());
        keep.executeUpdate();
        forget.setInt(1, KEPT);
        forget.executeUpdate();
        connection.commit();
      } finally {
        connection.rollback();
      }
    } catch (SQLException e) {
      throw new DatabaseException("The snapshot cannot be kept: " + e.getMessage(), e);
    }
  }

  /// @return the digest of what was told
  private static byte[] tell(State state, OutputStream to) {
    var digest = Chain.sha256();
    try (var zip = new GZIPOutputStream(to, BUFFER_BYTES);
        var out = new DigestOutputStream(zip, digest)) {
      state.tell(
          line -> {
            try {
              out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return digest.digest();
  }

  /// What a state tells, as a digest: equal digests, equal states.
  static byte[] digest(State state) {
    return tell(state, OutputStream.nullOutputStream());
  }

  /// The last one that can be read and is of this journal.
  Optional<Snapshot> latest() {
    try (var connection = database.pool().getConnection()) {
      for (var row : rows(connection)) {
        var snapshot = read(connection, row);
        if (snapshot.isPresent()) {
          return snapshot;
        }
      }
      return Optional.empty();
    } catch (SQLException e) {
      throw new DatabaseException("The snapshots cannot be read: " + e.getMessage(), e);
    }
  }

  /// The rows after which there is one that can be read, latest first.
  public List<JournalPosition> positions() {
    try (var connection = database.pool().getConnection()) {
      var found = new ArrayList<JournalPosition>();
      for (var row : rows(connection)) {
        read(connection, row).ifPresent(snapshot -> found.add(snapshot.at()));
      }
      return List.copyOf(found);
    } catch (SQLException e) {
      throw new DatabaseException("The snapshots cannot be read: " + e.getMessage(), e);
    }
  }

  /// Whether the one after a row is a state's.
  public boolean isSame(long seq, State state) {
    try (var connection = database.pool().getConnection()) {
      return rows(connection).stream()
          .anyMatch(
              row -> row.at().seq() == seq && MessageDigest.isEqual(row.digest(), digest(state)));
    } catch (SQLException e) {
      throw new DatabaseException("The snapshots cannot be read: " + e.getMessage(), e);
    }
  }

  private static List<Row> rows(Connection connection) throws SQLException {
    var rows = new ArrayList<Row>();
    try (var statement = connection.createStatement();
        var found =
            statement.executeQuery(
                "SELECT seq, hash, format, digest FROM snapshot ORDER BY seq DESC")) {
      while (found.next()) {
        rows.add(new Row(Rows.position(found), found.getInt(3), found.getBytes(4)));
      }
    }
    return rows;
  }

  private static Optional<Snapshot> read(Connection connection, Row row) throws SQLException {
    long seq = row.at().seq();
    if (row.format() != State.FORMAT) {
      LOG.info("event=snapshot_passed_over seq={} format={}", seq, row.format());
      return Optional.empty();
    }
    if (!Rows.isThere(connection, row.at())) {
      LOG.warn("event=snapshot_passed_over seq={} reason=not_of_this_journal", seq);
      return Optional.empty();
    }
    try (var statement = connection.prepareStatement("SELECT lines FROM snapshot WHERE seq = ?")) {
      statement.setLong(1, seq);
      try (var lines = statement.executeQuery()) {
        if (!lines.next()) {
          return Optional.empty();
        }
        var state = state(lines.getBytes(1));
        if (!MessageDigest.isEqual(digest(state), row.digest())) {
          throw new IOException("its state tells something else");
        }
        return Optional.of(new Snapshot(row.at(), state));
      }
    } catch (RuntimeException | IOException e) {
      // Whatever damaged lines make the reader stumble over.
      LOG.warn("event=snapshot_passed_over seq={} reason=damaged", seq, e);
      return Optional.empty();
    }
  }

  private static State state(byte[] lines) throws IOException {
    try (var zip = new GZIPInputStream(new ByteArrayInputStream(lines), BUFFER_BYTES);
        var reader = new BufferedReader(new InputStreamReader(zip, StandardCharsets.UTF_8))) {
      return State.of(reader.lines()::iterator);
    }
  }
}
