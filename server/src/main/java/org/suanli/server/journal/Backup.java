package org.suanli.server.journal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.suanli.server.database.Database;
import org.suanli.server.database.DatabaseException;
import org.suanli.server.database.Tables;

/// Writes all tables, as they are at one moment, into a file, and makes a database from it again.
///
/// The file is a ZIP archive: one entry for each table in PostgreSQL's text format, and a manifest
/// with the digest of each. See docs/decisions/backup.md.
public final class Backup {
  private static final String MANIFEST = "manifest.txt";

  /// Far above what a manifest of a hundred tables takes.
  private static final int MANIFEST_BYTES_MAX = 1 << 20;

  private static final Set<String> FILLED_BY_MIGRATIONS = Set.of("centre", "leadership", "lease");

  private final Database database;

  public Backup(Database database) {
    this.database = database;
  }

  /// Writes the file while the server goes on. It holds secrets: its owner alone may read it.
  ///
  /// @param file replaced as a whole, or left as it was if this fails
  /// @return the journal's last row in it
  public JournalPosition write(Path file) {
    var beside = file.resolveSibling(file.getFileName() + ".new");
    var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    try (var connection = database.connect()) {
      connection.setReadOnly(true);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setAutoCommit(false);
      Files.deleteIfExists(beside);
      var options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      try (var channel = FileChannel.open(beside, options, mode);
          var zip = new ZipOutputStream(Channels.newOutputStream(channel))) {
        var manifest = write(connection, zip);
        zip.finish();
        channel.force(true);
        Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
        return manifest.head();
      } finally {
        Files.deleteIfExists(beside);
      }
    } catch (SQLException | IOException e) {
      throw new DatabaseException("The backup " + file + " cannot be written: " + e, e);
    }
  }

  private BackupManifest write(Connection connection, ZipOutputStream zip)
      throws SQLException, IOException {
    var tables = new Tables(connection);
    var written = new ArrayList<BackupManifest.Table>();
    for (var name : tables.names()) {
      zip.putNextEntry(new ZipEntry(entry(name)));
      var digest = Chain.sha256();
      long rows = tables.copyOut(name, new DigestOutputStream(open(zip), digest));
      zip.closeEntry();
      written.add(new BackupManifest.Table(name, rows, HexFormat.of().formatHex(digest.digest())));
    }
    var manifest =
        new BackupManifest(
            now(connection).toInstant(),
            database.version(),
            Rows.head(connection),
            List.copyOf(written),
            tables.sequences());
    zip.putNextEntry(new ZipEntry(MANIFEST));
    zip.write(manifest.toText().getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
    return manifest;
  }

  /// The archive's stream, kept open by whoever writes one entry.
  private static OutputStream open(ZipOutputStream zip) {
    return new OutputStream() {
      @Override
      public void write(int one) throws IOException {
        zip.write(one);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        zip.write(bytes, offset, length);
      }
    };
  }

  /// Makes the empty database what the file holds, with a new incarnation and a new epoch.
  ///
  /// What happened after the backup was taken is lost to this database, though attempts started
  /// then may still run: the new incarnation keeps their names from being used again.
  ///
  /// @return who the database is now
  /// @throws DatabaseException if the file is damaged or the database is not empty; the database is
  ///   then as it was, but for empty tables
  /// @throws JournalBroken if the journal in the file was not sound
  public Centre restore(Path file) {
    try (var zip = new ZipFile(file.toFile())) {
      var manifest = check(zip);
      requireEmpty();
      database.migrateTo(manifest.schema());
      try (var connection = database.connect()) {
        connection.setAutoCommit(false);
        fill(connection, zip, manifest);
        begin(connection, manifest);
        connection.commit();
      }
      database.migrate();
      var journal = new Journal(database);
      if (journal.verifyKept(manifest.head())
          instanceof Verification.Broken(long seq, String reason, _)) {
        throw new JournalBroken(seq, reason);
      }
      return journal.centre();
    } catch (SQLException | IOException | IllegalArgumentException e) {
      throw new DatabaseException("The backup " + file + " cannot be restored: " + e, e);
    }
  }

  /// Reads the whole file before anything is done with it.
  private static BackupManifest check(ZipFile zip) throws IOException {
    BackupManifest manifest;
    try (var stream = open(zip, MANIFEST)) {
      var bytes = stream.readNBytes(MANIFEST_BYTES_MAX);
      manifest = BackupManifest.parse(new String(bytes, StandardCharsets.UTF_8));
    }
    for (var table : manifest.tables()) {
      var digest = Chain.sha256();
      try (var stream = new DigestInputStream(open(zip, entry(table.name())), digest)) {
        stream.transferTo(OutputStream.nullOutputStream());
      }
      if (!HexFormat.of().formatHex(digest.digest()).equals(table.sha256())) {
        throw new IOException("the table " + table.name() + " is not what was written");
      }
    }
    return manifest;
  }

  private static InputStream open(ZipFile zip, String name) throws IOException {
    var entry = zip.getEntry(name);
    if (entry == null) {
      throw new IOException("it has no " + name);
    }
    return zip.getInputStream(entry);
  }

  private void requireEmpty() throws SQLException {
    try (var connection = database.connect()) {
      var tables = new Tables(connection);
      for (var table : tables.names()) {
        if (!FILLED_BY_MIGRATIONS.contains(table) && !tables.isEmpty(table)) {
          throw new DatabaseException(
              "The database ("
                  + database
                  + ") must be empty; its table "
                  + table
                  + " is not.\n"
                  + "Maybe make another.");
        }
      }
    }
  }

  private static void fill(Connection connection, ZipFile zip, BackupManifest manifest)
      throws SQLException, IOException {
    var tables = new Tables(connection);
    tables.clear();
    for (var table : manifest.tables()) {
      try (var stream = open(zip, entry(table.name()))) {
        long rows = tables.copyIn(table.name(), stream);
        if (rows != table.rows()) {
          throw new IOException(
              "the table " + table.name() + " took " + rows + " rows of " + table.rows());
        }
      }
    }
    for (var sequence : manifest.sequences().entrySet()) {
      tables.setSequence(sequence.getKey(), sequence.getValue());
    }
  }

  /// A new life: nobody leads, no epoch or name of the old one is used again.
  private static void begin(Connection connection, BackupManifest manifest) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("UPDATE leadership SET epoch = epoch + 1");
      statement.execute("UPDATE lease SET until = '-infinity', holder = ''");
      statement.execute(
          "UPDATE centre SET incarnation = gen_random_uuid(), restore_count = restore_count + 1");
    }
    var mark =
        """
        INSERT INTO restoration (number, taken_at, head, incarnation)
        SELECT restore_count, ?, ?, incarnation FROM centre
        """;
    try (var statement = connection.prepareStatement(mark)) {
      statement.setTimestamp(1, Timestamp.from(manifest.takenAt()));
      statement.setLong(2, manifest.head().seq());
      statement.execute();
    }
  }

  private static OffsetDateTime now(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT now()")) {
      row.next();
      return row.getObject(1, OffsetDateTime.class);
    }
  }

  private static String entry(String table) {
    return "tables/" + table + ".copy";
  }
}
