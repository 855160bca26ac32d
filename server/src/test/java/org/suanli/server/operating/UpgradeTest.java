package org.suanli.server.operating;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.suanli.core.engine.State;
import org.suanli.server.database.Database;
import org.suanli.server.database.FreshDatabase;
import org.suanli.server.database.Postgres;
import org.suanli.server.journal.Backup;
import org.suanli.server.journal.Journal;
import org.suanli.server.journal.JournalSeat;
import org.suanli.server.journal.Leadership;
import org.suanli.server.journal.Verification;
import org.suanli.server.loop.Projections;
import org.suanli.simulation.RandomCentre;

/// Kept backups of earlier formats mean what they meant. `-Dgolden.update=true` writes anew what
/// they mean as text; `-Dfixture.update=true` makes the newest anew, which is right only as long as
/// no release wrote its format.
@Timeout(300)
@ExtendWith(FreshDatabase.class)
class UpgradeTest {
  private static final Path BACKUP = Path.of("src/test/resources/fixtures/centre-1.zip");
  private static final Path STATE = Path.of("src/test/resources/fixtures/centre-1.txt");
  private static final long SEED = 11;
  private static final int STEPS = 150;

  @Test
  void aKeptBackupIsRestoredMigratedAndReplayedToTheStateThatItHeld(
      Database writer, Postgres postgres) throws Exception {
    if (Boolean.getBoolean("fixture.update")) {
      write(writer);
    }
    // Without tables: they are made as they were, and then brought up to date.
    try (var database = Database.open(postgres.create("upgrade_1"))) {
      var restored = new Backup(database).restore(BACKUP);
      assertThat(restored.restores()).isEqualTo(1);
      assertThat(database.version()).isEqualTo(writer.version());
      var journal = new Journal(database);
      var state = new State();
      journal.replay(1, recorded -> state.apply(recorded.stamped()));
      if (Boolean.getBoolean("golden.update")) {
        Files.writeString(STATE, state.toText());
      }
      assertThat(state.toText()).isEqualTo(Files.readString(STATE));
      assertThat(state.jobs()).isNotEmpty();
      state.requireIndexed();
      rebuild(database, journal);
      assertThat(differences(database, journal)).isEmpty();
      try (var term = seat(database).take()) {
        assertThat(term.engine().state().jobs()).hasSameSizeAs(state.jobs());
      }
      assertThat(journal.verify(List.of())).isInstanceOf(Verification.Sound.class);
    }
  }

  /// Releases may word the tables that queries read otherwise: audit projections --rebuild does
  /// this.
  private static void rebuild(Database database, Journal journal) throws SQLException {
    try (var connection = database.connect()) {
      connection.setAutoCommit(false);
      journal.stream(
          1,
          rows -> {
            try {
              Projections.rebuild(
                  connection, rows.map(row -> new Projections.Numbered(row.seq(), row.stamped())));
              return true;
            } catch (SQLException e) {
              throw new AssertionError(e);
            }
          });
      connection.commit();
    }
  }

  /// Where the tables that queries read differ from what the journal says.
  private static SequencedMap<String, String> differences(Database database, Journal journal)
      throws SQLException {
    try (var connection = database.connect()) {
      return journal.stream(
          1,
          rows -> {
            try {
              return Projections.compare(
                  connection, rows.map(row -> new Projections.Numbered(row.seq(), row.stamped())));
            } catch (SQLException e) {
              throw new AssertionError(e);
            }
          });
    }
  }

  private static void write(Database database) throws IOException, InterruptedException {
    var random = new RandomCentre(SEED);
    random.open();
    for (int step = 0; step < STEPS; step++) {
      random.step();
    }
    try (var term = seat(database).take()) {
      term.append(random.centre().journal());
    }
    Files.createDirectories(BACKUP.getParent());
    new Backup(database).write(BACKUP.toAbsolutePath());
  }

  private static JournalSeat seat(Database database) {
    var leadership = new Leadership(database, "test", Duration.ofMinutes(1));
    return new JournalSeat(
        leadership, new Journal(database), Projections::write, InstantSource.system());
  }
}
