package org.suanli.server.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.suanli.server.database.Database;
import org.suanli.server.database.DatabaseException;
import org.suanli.server.database.FreshDatabase;
import org.suanli.server.database.Tables;

@Timeout(300)
@ExtendWith(FreshDatabase.class)
final class BackupTest {
  /// What a restoration changes by itself.
  private static final List<String> OF_THE_CENTRE =
      List.of("centre", "leadership", "lease", "restoration");

  @TempDir private Path folder = Path.of("");

  private final Database original;
  private final Database copy;

  BackupTest(Database original, Database copy) throws SQLException {
    this.original = original;
    this.copy = copy;
    append(original, 300);
    execute(
        original,
        "INSERT INTO job_spec VALUES (repeat('a', 64), E'tab\\t\\\\N 算力', '', clock_timestamp())");
  }

  @Test
  void aRestoredDatabaseHoldsWhatTheOriginalHeld() throws SQLException, IOException {
    var file = folder.resolve("backup.zip");
    var head = new Backup(original).write(file);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    append(original, 1);
    new Backup(copy).restore(file);
    assertThat(new Journal(copy).head()).isEqualTo(head);
    assertThat(new Journal(copy).verify(List.of(head))).isEqualTo(new Verification.Sound(head));
    execute(original, "ALTER TABLE journal DISABLE TRIGGER ALL");
    execute(original, "DELETE FROM journal WHERE seq = 301");
    assertThat(rows(copy)).isEqualTo(rows(original)).containsKey("job_spec");
  }

  @Test
  void everyRestorationIsANewIncarnationOfTheSameCentre() throws SQLException {
    var file = folder.resolve("backup.zip");
    new Backup(original).write(file);
    var before = new Journal(original).centre();
    var lease = leadership(original).tryAcquire().orElseThrow();
    var after = new Backup(copy).restore(file);
    assertThat(after.id()).isEqualTo(before.id());
    assertThat(after.restores()).isEqualTo(1);
    assertThat(after.incarnation()).isNotEqualTo(before.incarnation());
    assertThat(after.tag()).startsWith("r1-");
    try (var next = leadership(copy).tryAcquire().orElseThrow();
        var writer = new Journal(copy).writer(next)) {
      assertThat(next.epoch()).isGreaterThan(lease.epoch());
      writer.append(Events.some(1), Projection.NONE);
    }
    lease.close();
    assertThat(new Journal(copy).verify(List.of())).isInstanceOf(Verification.Sound.class);
  }

  @Test
  void aSecondRestorationOfOneFileIsAnotherIncarnation(Database third) {
    var file = folder.resolve("backup.zip");
    new Backup(original).write(file);
    var first = new Backup(copy).restore(file);
    var second = new Backup(third).restore(file);
    assertThat(second.tag()).isNotEqualTo(first.tag());
    assertThat(first.restores()).isEqualTo(second.restores()).isEqualTo(1);
  }

  @Test
  void aDatabaseWithAJournalIsNotOverwritten() throws SQLException {
    var file = folder.resolve("backup.zip");
    new Backup(original).write(file);
    append(copy, 1);
    assertThatThrownBy(() -> new Backup(copy).restore(file))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("must be empty");
    assertThat(new Journal(copy).head().seq()).isEqualTo(1);
  }

  @Test
  void aDamagedFileIsRefusedBeforeAnythingIsChanged() throws IOException {
    var file = folder.resolve("backup.zip");
    new Backup(original).write(file);
    try (var zip = FileSystems.newFileSystem(file)) {
      var table = zip.getPath("tables", "journal.copy");
      var rows = Files.readString(table);
      Files.writeString(table, rows.replaceFirst("OrganizationSet", "organizationSet"));
    }
    var before = new Journal(copy).centre();
    assertThatThrownBy(() -> new Backup(copy).restore(file))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("the table journal is not what was written");
    assertThat(new Journal(copy).centre()).isEqualTo(before);
    Files.writeString(file, "not an archive");
    assertThatThrownBy(() -> new Backup(copy).restore(file)).isInstanceOf(DatabaseException.class);
  }

  @Test
  void aBackupThatFailsLeavesTheLastOneAlone() throws IOException, SQLException {
    var file = folder.resolve("kept.zip");
    Files.writeString(file, "the last one");
    execute(original, "ALTER TABLE journal RENAME COLUMN hash TO lost");
    assertThatThrownBy(() -> new Backup(original).write(file))
        .isInstanceOf(DatabaseException.class);
    assertThat(Files.readString(file)).isEqualTo("the last one");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aManifestIsReadBackFromItsText() {
    var text =
        """
        suanli-backup 1
        taken 2026-01-01T00:00:00Z
        schema 200
        head 2 %1$s
        table centre 1 %1$s
        table journal 2 %1$s
        sequence number 7
        end
        """
            .formatted("ab".repeat(32));
    assertThat(BackupManifest.parse(text).toText()).isEqualTo(text);
    assertThatThrownBy(() -> BackupManifest.parse(text.replace("end\n", "")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Leadership leadership(Database database) {
    return new Leadership(database, "test", Duration.ofMinutes(1));
  }

  private static void append(Database database, int count) {
    try (var lease = leadership(database).tryAcquire().orElseThrow();
        var writer = new Journal(database).writer(lease)) {
      writer.append(Events.some(count), Projection.NONE);
    }
  }

  private static SequencedMap<String, String> rows(Database database)
      throws SQLException, IOException {
    var rows = new TreeMap<String, String>();
    try (var connection = database.connect()) {
      var tables = new Tables(connection);
      for (var table : tables.names()) {
        if (!OF_THE_CENTRE.contains(table)) {
          var bytes = new ByteArrayOutputStream();
          tables.copyOut(table, bytes);
          rows.put(table, bytes.toString(StandardCharsets.UTF_8));
        }
      }
    }
    return rows;
  }

  private static void execute(Database database, String sql) throws SQLException {
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
