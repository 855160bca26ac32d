package org.suanli.server.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.PGConnection;
import org.suanli.core.engine.Event;
import org.suanli.server.database.Database;
import org.suanli.server.database.DatabaseException;
import org.suanli.server.database.FreshDatabase;

@Timeout(300)
@ExtendWith(FreshDatabase.class)
final class JournalTest {
  private final Database database;
  private final Journal journal;
  private final Lease lease;
  private final JournalWriter writer;

  JournalTest(Database database) {
    this.database = database;
    journal = new Journal(database);
    lease = new Leadership(database, "test", Duration.ofMinutes(1)).tryAcquire().orElseThrow();
    writer = journal.writer(lease);
  }

  @BeforeEach
  void makeATableToProjectInto() throws SQLException {
    execute("CREATE TABLE projected (seq bigint PRIMARY KEY)");
  }

  @AfterEach
  void close() {
    writer.close();
    lease.close();
  }

  @Test
  void givesBackWhatWasAppendedInOrderAndNumberedFromOne() {
    var events = Events.some(5_000);
    writer.append(events.subList(0, 1), Projection.NONE);
    var head = writer.append(events.subList(1, 5_000), Projection.NONE);
    var read = new ArrayList<Recorded>();
    assertThat(journal.replay(1, read::add)).isEqualTo(head).isEqualTo(journal.head());
    assertThat(read).extracting(Recorded::stamped).isEqualTo(events);
    assertThat(read.getFirst().seq()).isEqualTo(1);
    assertThat(read.getLast().seq()).isEqualTo(5_000);
    assertThat(read).extracting(Recorded::epoch).containsOnly(lease.epoch());
  }

  @Test
  void replaysFromAnyRow() {
    writer.append(Events.some(20), Projection.NONE);
    var read = new ArrayList<Recorded>();
    journal.replay(18, read::add);
    assertThat(read).extracting(Recorded::seq).containsExactly(18L, 19L, 20L);
    assertThat(journal.replay(21, read::add)).isEqualTo(journal.head());
    assertThat(journal.<Long>stream(11, rows -> rows.count())).isEqualTo(10);
    assertThatThrownBy(() -> journal.replay(22, read::add)).isInstanceOf(JournalBroken.class);
  }

  @Test
  void anAppendOfNothingChangesNothing() {
    var before = journal.head();
    assertThat(writer.append(List.of(), Projection.NONE)).isEqualTo(before);
    assertThat(before.seq()).isZero();
  }

  @Test
  void eventsAndProjectionAreKeptTogetherOrNotAtAll() throws SQLException {
    Projection project =
        (connection, firstSeq, events) -> {
          try (var insert = connection.prepareStatement("INSERT INTO projected VALUES (?)")) {
            for (int i = 0; i < events.size(); i++) {
              insert.setLong(1, firstSeq + i);
              insert.executeUpdate();
            }
          }
        };
    writer.append(Events.some(3), project);
    Projection fails =
        (connection, firstSeq, events) -> {
          project.write(connection, firstSeq, events);
          project.write(connection, firstSeq, events);
        };
    assertThatThrownBy(() -> writer.append(Events.some(2), fails))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("duplicate key");
    Projection throwsUp =
        (connection, firstSeq, events) -> {
          project.write(connection, firstSeq, events);
          throw new IllegalStateException("a bug");
        };
    assertThatThrownBy(() -> writer.append(Events.some(2), throwsUp)).hasMessage("a bug");
    assertThat(journal.head().seq()).isEqualTo(3);
    writer.append(Events.some(1), project);
    assertThat(ask("SELECT max(seq) || ' of ' || count(*) FROM projected")).isEqualTo("4 of 4");
    assertThat(journal.verify(List.of())).isEqualTo(new Verification.Sound(journal.head()));
  }

  @Test
  void refusesTimesFinerThanItKeeps() {
    var event = Events.organization(1);
    var fine = new Event.Stamped(event.at().plusNanos(1), event.by(), event.event());
    assertThatThrownBy(() -> writer.append(List.of(fine), Projection.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("whole milliseconds");
    assertThat(journal.head().seq()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "UPDATE journal SET member = 1",
    "DELETE FROM journal",
    "TRUNCATE journal",
    "DELETE FROM restoration"
  })
  void refusesToChangeWhatIsThere(String sql) {
    writer.append(Events.some(3), Projection.NONE);
    assertThatThrownBy(() -> execute(sql))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("only grows");
    assertThat(journal.verify(List.of())).isInstanceOf(Verification.Sound.class);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "body      | SET body = replace(body::text, '32', '33')::bytea WHERE seq = 7 | 7",
        "time      | SET at_millis = at_millis + 1 WHERE seq = 7 | 7",
        "member    | SET member = 9 WHERE seq = 7 | 7",
        "type      | SET type = 'ProgrammeOpened' WHERE seq = 7 | 7",
        "version   | SET version = version + 1 WHERE seq = 7 | 7",
        "epoch     | SET epoch = 9 WHERE seq = 7 | 7",
        "hash      | SET hash = sha256('x') WHERE seq = 7 | 7",
        "last row  | SET member = 9 WHERE seq = 10 | 10",
        "first row | SET member = 9 WHERE seq = 1 | 1",
        "moved     | SET seq = 70 WHERE seq = 7 | 7",
      })
  void namesTheFirstBadRowAfterTampering(String column, String change, long wantSeq)
      throws SQLException {
    writer.append(Events.some(10), Projection.NONE);
    tamper("UPDATE journal " + change);
    var found = journal.verify(List.of());
    assertThat(found).as(column).isInstanceOf(Verification.Broken.class);
    var broken = (Verification.Broken) found;
    assertThat(broken.seq()).isEqualTo(wantSeq);
    assertThat(broken.last().seq()).isEqualTo(wantSeq - 1);
    assertThatThrownBy(() -> journal.replay(1, _ -> {}))
        .isInstanceOf(JournalBroken.class)
        .hasMessageEndingWith(broken.reason());
  }

  @Test
  void noticesARowCutOutAndARowCutOff() throws SQLException {
    writer.append(Events.some(10), Projection.NONE);
    var known = journal.positions(4);
    assertThat(known).extracting(JournalPosition::seq).containsExactly(4L, 8L, 10L);
    assertThat(journal.verify(known)).isInstanceOf(Verification.Sound.class);
    tamper("DELETE FROM journal WHERE seq = 10");
    assertThat(journal.verify(List.of())).isInstanceOf(Verification.Sound.class);
    assertThat(journal.verify(known))
        .isInstanceOfSatisfying(
            Verification.Broken.class, broken -> assertThat(broken.seq()).isEqualTo(10));
    tamper("DELETE FROM journal WHERE seq = 5");
    assertThat(journal.verify(List.of()))
        .isInstanceOfSatisfying(
            Verification.Broken.class, broken -> assertThat(broken.seq()).isEqualTo(5));
  }

  @Test
  void aJournalWrittenAnewFromSomeRowOnIsNotTheOneKnownElsewhere() throws SQLException {
    writer.append(Events.some(10), Projection.NONE);
    var known = journal.positions(1);
    tamper("DELETE FROM journal WHERE seq >= 6");
    try (var forger = journal.writer(lease)) {
      forger.append(Events.some(5), Projection.NONE);
    }
    assertThat(journal.verify(List.of())).isInstanceOf(Verification.Sound.class);
    assertThat(journal.verify(known))
        .isInstanceOfSatisfying(
            Verification.Broken.class, broken -> assertThat(broken.seq()).isEqualTo(6));
  }

  @Test
  void stopsAtATypeThatItDoesNotKnowEvenIfTheChainIsSound() throws SQLException {
    writer.append(Events.some(2), Projection.NONE);
    var known = Events.organization(3);
    var row = Rows.of(3, lease.epoch(), known);
    var strange =
        new Chain.Row(3, row.epoch(), row.atMillis(), row.member(), "Teleported", 1, row.body());
    var hash = Chain.at(journal.head()).advance(strange);
    try (var connection = database.connect();
        var insert =
            connection.prepareStatement("INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
      insert.setLong(1, strange.seq());
      insert.setLong(2, strange.epoch());
      insert.setLong(3, strange.atMillis());
      insert.setLong(4, strange.member());
      insert.setString(5, strange.type());
      insert.setInt(6, strange.version());
      insert.setBytes(7, strange.body());
      insert.setBytes(8, hash);
      insert.executeUpdate();
    }
    assertThatThrownBy(() -> journal.replay(1, _ -> {}))
        .isInstanceOfSatisfying(
            JournalBroken.class, broken -> assertThat(broken.seq()).isEqualTo(3))
        .hasMessageContaining("Teleported");
  }

  @Test
  void anErrorAtTheCommitKeepsNothingAndTheWriterGoesOn() {
    Projection lateError = (connection, _, _) -> atCommit(connection, "RAISE EXCEPTION 'late';");
    assertThatThrownBy(() -> writer.append(Events.some(2), lateError))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("late");
    assertThat(journal.head().seq()).isZero();
    assertThat(writer.append(Events.some(2), Projection.NONE)).isEqualTo(journal.head());
  }

  @Test
  void aConnectionLostInTheCommitLeavesTheOutcomeUnknown() {
    Projection dies =
        (connection, _, _) ->
            atCommit(connection, "PERFORM pg_terminate_backend(pg_backend_pid());");
    assertThatThrownBy(() -> writer.append(Events.some(2), dies))
        .isInstanceOf(OutcomeUnknown.class);
    assertThatThrownBy(() -> writer.append(Events.some(2), Projection.NONE))
        .isInstanceOf(OutcomeUnknown.class);
  }

  @Test
  void whatACommitKeptIsThereThoughItsAnswerWasLost() throws SQLException {
    try (var cut =
        JournalWriter.open(lease, losingTheAnswerOfTheSecondCommit(database.connect()))) {
      assertThatThrownBy(() -> cut.append(Events.some(2), Projection.NONE))
          .isInstanceOf(OutcomeUnknown.class);
    }
    try (var next = journal.writer(lease)) {
      assertThat(next.head().seq()).isEqualTo(2);
      next.append(Events.some(1), Projection.NONE);
    }
    assertThat(journal.verify(List.of())).isEqualTo(new Verification.Sound(journal.head()));
  }

  @Test
  void aConnectionLostBeforeTheCommitKeepsNothing() throws SQLException {
    Projection dies =
        (connection, _, _) -> {
          try (var statement = connection.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(pg_backend_pid())");
          }
        };
    assertThatThrownBy(() -> writer.append(Events.some(2), dies))
        .isInstanceOf(DatabaseException.class);
    assertThat(journal.head().seq()).isZero();
  }

  @Test
  void aConnectionThatIsGoneIsClosedWithoutAWord() throws SQLException {
    var connection = database.connect();
    int backend = connection.unwrap(PGConnection.class).getBackendPID();
    var cut = JournalWriter.open(lease, connection);

    execute("SELECT pg_terminate_backend(" + backend + ", 10000)");

    assertThatCode(cut::close).doesNotThrowAnyException();
  }

  @Test
  void theCentreKeepsItsIdAndHasATagForNames() {
    var centre = journal.centre();
    assertThat(centre).isEqualTo(new Journal(database).centre());
    assertThat(centre.restores()).isZero();
    assertThat(centre.tag()).matches("r0-[0-9a-f]{8}");
  }

  @Test
  void aPositionIsReadBackFromItsLine() {
    var head = writer.append(Events.some(1), Projection.NONE);
    assertThat(JournalPosition.parse(head.toString())).isEqualTo(head);
  }

  private static Connection losingTheAnswerOfTheSecondCommit(Connection connection) {
    var commits = new int[1];
    return (Connection)
        Proxy.newProxyInstance(
            JournalTest.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (_, method, arguments) -> {
              try {
                var result = method.invoke(connection, arguments);
                if (method.getName().equals("commit") && ++commits[0] == 2) {
                  throw new SQLException("The connection is lost.", "08006");
                }
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /// Lets the database run something while it commits.
  private static void atCommit(Connection connection, String action) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE TEMPORARY TABLE late (n int);
          CREATE FUNCTION pg_temp.act() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN %s RETURN NULL; END $$;
          CREATE CONSTRAINT TRIGGER act AFTER INSERT ON late DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION pg_temp.act();
          INSERT INTO late VALUES (1)
          """
              .formatted(action));
    }
  }

  private void tamper(String sql) throws SQLException {
    execute("ALTER TABLE journal DISABLE TRIGGER ALL");
    execute(sql);
    execute("ALTER TABLE journal ENABLE TRIGGER ALL");
  }

  private void execute(String sql) throws SQLException {
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
}
