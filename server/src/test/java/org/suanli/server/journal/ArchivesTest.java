package org.suanli.server.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.suanli.core.engine.State;
import org.suanli.server.database.Database;
import org.suanli.server.database.FreshDatabase;
import org.suanli.server.database.Postgres;
import org.suanli.server.loop.Projections;

@Timeout(300)
@ExtendWith(FreshDatabase.class)
final class ArchivesTest {
  @TempDir private Path folder = Path.of("");

  private final Database database;
  private final Days days = new Days(4_500);
  private final int first = days.end(1_200);
  private final int second = days.end(2_400);
  private final int third = days.end(3_600);

  ArchivesTest(Database database) {
    this.database = database;
  }

  private Archives archives() {
    return new Archives(folder.resolve("archive"));
  }

  private Journal journal() {
    return new Journal(database, archives());
  }

  /// Leads for a term, which keeps a snapshot at its end.
  private void lead(Journal journal, Database of, int from, int until) throws InterruptedException {
    var leadership = new Leadership(of, "server", Duration.ofMinutes(1));
    var seat = new JournalSeat(leadership, journal, Projections::write, InstantSource.system());
    try (var term = seat.take()) {
      assertThat(term.engine().state().toText()).isEqualTo(days.state(from).toText());
      days.append(term, from, until);
    }
  }

  private Path archiveOnce() throws InterruptedException {
    lead(journal(), database, 0, first);
    lead(journal(), database, first, second);
    var moved = archives().move(database, Long.MAX_VALUE).orElseThrow();
    assertThat(moved.last().seq()).as("what both snapshots cover").isEqualTo(first);
    return moved.file();
  }

  @Test
  void filesAndTableAreReadAsOneChain() throws Exception {
    archiveOnce();
    lead(journal(), database, second, third);
    var more = archives().move(database, third - 1_000).orElseThrow();
    assertThat(more.firstSeq()).isEqualTo(first + 1);
    assertThat(ask("SELECT min(seq) || ' to ' || max(seq) FROM journal"))
        .isEqualTo(more.last().seq() + 1 + " to " + third);
    assertThat(journal().verify(List.of(more.last(), journal().head())))
        .isEqualTo(new Verification.Sound(journal().head()));
    var replayed = new State();
    journal().replay(1, recorded -> replayed.apply(recorded.stamped()));
    assertThat(replayed.toText()).isEqualTo(days.state(third).toText());
    change("UPDATE snapshot SET format = 999");
    lead(journal(), database, third, days.size());
    assertThat(archives().move(database, more.last().seq())).isEmpty();
  }

  @Test
  void aStartNeedsNoFileAndAnAuditNamesTheOneItMisses() throws Exception {
    var file = archiveOnce();
    Files.delete(file);
    lead(new Journal(database), database, second, third);
    assertThat(journal().verify(List.of()))
        .isInstanceOfSatisfying(
            Verification.Broken.class,
            broken -> {
              assertThat(broken.seq()).isEqualTo(1);
              assertThat(broken.reason()).contains(file.getFileName().toString());
            });
  }

  @Test
  void aFileThatWasChangedIsNamedByItsRow() throws Exception {
    var file = archiveOnce();
    Files.write(file, Gzip.changed(file, line -> line.startsWith("7 ") ? line + " " : line));
    assertThat(journal().verify(List.of()))
        .isInstanceOfSatisfying(
            Verification.Broken.class, broken -> assertThat(broken.seq()).isEqualTo(7));
    Files.write(file, Gzip.changed(file, line -> line.startsWith("9 ") ? "9" : line));
    assertThatThrownBy(() -> journal().replay(1, _ -> {})).isInstanceOf(JournalBroken.class);
  }

  @Test
  void whatNoArchiveHoldsIsNotDeleted() throws Exception {
    assertThatThrownBy(() -> archives().move(database, Long.MAX_VALUE))
        .hasMessageContaining("must be a snapshot");
    archiveOnce();
    assertThatThrownBy(() -> change("DELETE FROM journal WHERE seq = " + second))
        .hasMessageContaining("only grows");
    assertThatThrownBy(() -> change("DELETE FROM archive")).hasMessageContaining("only grows");
    assertThat(journal().verify(List.of())).isInstanceOf(Verification.Sound.class);
  }

  @Test
  void aBackupWithoutTheFilesIsRestoredAndStartedAndAuditedWithThem(Postgres postgres)
      throws Exception {
    archiveOnce();
    var backup = folder.resolve("backup.zip");
    new Backup(database).write(backup);
    try (var fresh = Database.open(postgres.create("archives_restored"))) {
      assertThat(new Backup(fresh).restore(backup).restores()).isEqualTo(1);
      var restored = new Journal(fresh, archives());
      assertThat(restored.verify(List.of())).isEqualTo(new Verification.Sound(restored.head()));
      var leadership = new Leadership(fresh, "server", Duration.ofMinutes(1));
      var seat =
          new JournalSeat(
              leadership, new Journal(fresh), Projections::write, InstantSource.system());
      try (var term = seat.take()) {
        assertThat(term.engine().state().jobs().keySet())
            .isEqualTo(days.state(second).jobs().keySet());
      }
    }
  }

  private void change(String sql) throws SQLException {
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String ask(String sql) throws SQLException {
    try (var connection = database.connect();
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  /// Changes lines of a file that gzip wrote.
  private static final class Gzip {
    private Gzip() {}

    static byte[] changed(Path file, java.util.function.UnaryOperator<String> change)
        throws IOException {
      var bytes = new java.io.ByteArrayOutputStream();
      try (var zip = new java.util.zip.GZIPInputStream(Files.newInputStream(file));
          var out = new java.util.zip.GZIPOutputStream(bytes)) {
        for (var line :
            new String(zip.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                .lines()
                .toList()) {
          out.write((change.apply(line) + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
      }
      return bytes.toByteArray();
    }
  }
}
