package org.suanli.server.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.suanli.server.database.Database;
import org.suanli.server.database.DatabaseException;

/// The rows of the journal that lie in files, and the move of more of them there. See
/// docs/decisions/archive.md.
public final class Archives {
  private static final String LIST =
      "SELECT last_seq, last_hash, first_seq, file FROM archive ORDER BY first_seq";

  /// No folder holds files.
  static final Archives NOWHERE = new Archives(Path.of("/dev/null"));

  private final Path folder;

  /// @param last the last row in the file
  record Archive(long firstSeq, JournalPosition last, String file) {}

  /// What was archived.
  public record Moved(long firstSeq, JournalPosition last, Path file) {}

  /// @param folder where the files are, or are to be
  public Archives(Path folder) {
    this.folder = folder;
  }

  /// Oldest first. None if the tables are of a release that had no archives: audits read those too.
  static List<Archive> list(Connection connection) throws SQLException {
    var archives = new ArrayList<Archive>();
    try (var statement = connection.createStatement()) {
      try (var row = statement.executeQuery("SELECT to_regclass('archive') IS NULL")) {
        row.next();
        if (row.getBoolean(1)) {
          return archives;
        }
      }
      try (var rows = statement.executeQuery(LIST)) {
        while (rows.next()) {
          archives.add(new Archive(rows.getLong(3), Rows.position(rows), rows.getString(4)));
        }
      }
    }
    return archives;
  }

  /// The rows after one of them: those in files, then those in the table.
  RowSource rows(Connection connection, long after) throws SQLException {
    var files = new ArrayDeque<Archive>();
    for (var archive : list(connection)) {
      if (archive.last().seq() > after) {
        files.add(archive);
      }
    }
    return new Sequence(files, TableRows.open(connection, after), after);
  }

  /// Moves the first rows of the table into a file, and reads the file before they are deleted.
  ///
  /// Rows stay that the snapshots do not cover: a start must never need the file.
  ///
  /// @param until the last row to be moved; fewer are if the snapshots do not reach as far
  /// @return empty if there are none to be moved
  public Optional<Moved> move(Database database, long until) {
    var snapshots = new Snapshots(database).positions();
    if (snapshots.isEmpty()) {
      throw new IllegalStateException(
          "There must be a snapshot of the state before rows are archived."
              + "\nMaybe start the server with this release, and stop it.");
    }
    try (var connection = database.connect()) {
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setAutoCommit(false);
      var before = Rows.kept(connection);
      long last = Math.min(until, snapshots.getLast().seq());
      if (last <= before.seq()) {
        return Optional.empty();
      }
      Files.createDirectories(folder);
      var file = folder.resolve("journal-%012d-%012d.gz".formatted(before.seq() + 1, last));
      try (var rows = TableRows.open(connection, before.seq())) {
        ArchiveFile.write(file, rows, last);
      }
      var moved = new Moved(before.seq() + 1, check(connection, file, before, last), file);
      forget(connection, moved);
      connection.commit();
      return Optional.of(moved);
    } catch (SQLException | IOException e) {
      throw new DatabaseException("The journal cannot be archived: " + e.getMessage(), e);
    }
  }

  /// Reads the file as an audit would.
  private static JournalPosition check(
      Connection connection, Path file, JournalPosition before, long last)
      throws SQLException, IOException {
    try (var walk = new Walk(ArchiveFile.open(file), before)) {
      while (walk.next() != null) {
        // Each is checked as it is read.
      }
      if (walk.position().seq() != last || !Rows.isThere(connection, walk.position())) {
        throw new IOException("the file " + file + " does not hold the rows up to " + last);
      }
      return walk.position();
    }
  }

  private static void forget(Connection connection, Moved moved) throws SQLException {
    var note =
        "INSERT INTO archive (first_seq, last_seq, last_hash, file) VALUES (?, ?, decode(?, 'hex'),"
            + " ?)";
    try (var insert = connection.prepareStatement(note);
        var delete = connection.prepareStatement("DELETE FROM journal WHERE seq <= ?")) {
      insert.setLong(1, moved.firstSeq());
      insert.setLong(2, moved.last().seq());
      insert.setString(3, moved.last().hash());
      insert.setString(4, String.valueOf(moved.file().getFileName()));
      insert.executeUpdate();
      delete.setLong(1, moved.last().seq());
      delete.executeUpdate();
    }
  }

  private ArchiveFile open(Archive archive) {
    var file = folder.resolve(archive.file());
    try {
      return ArchiveFile.open(file);
    } catch (IOException e) {
      throw new JournalBroken(
          archive.firstSeq(),
          "it lies in an archive that cannot be read (" + e + "). Maybe give its folder.");
    }
  }

  /// Files, opened one at a time, and then the table.
  private final class Sequence implements RowSource {
    private final Deque<Archive> files;
    private final TableRows table;
    private final long after;
    private @Nullable ArchiveFile present;

    Sequence(Deque<Archive> files, TableRows table, long after) {
      this.files = files;
      this.table = table;
      this.after = after;
    }

    @Override
    public @Nullable Stored next() throws SQLException, IOException {
      while (present != null || !files.isEmpty()) {
        present = present == null ? open(files.remove()) : present;
        var next = present.next();
        if (next == null) {
          present.close();
          present = null;
        } else if (next.row().seq() > after) {
          return next;
        }
      }
      return table.next();
    }

    @Override
    public void close() throws SQLException, IOException {
      try (table) {
        if (present != null) {
          present.close();
        }
      }
    }
  }
}
