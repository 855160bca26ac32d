package org.suanli.server.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.suanli.core.engine.Engine;
import org.suanli.core.engine.Event;
import org.suanli.core.engine.State;
import org.suanli.core.ledger.Account;
import org.suanli.server.database.Database;
import org.suanli.server.database.FreshDatabase;
import org.suanli.simulation.RandomCentre;

@Timeout(120)
@ExtendWith(FreshDatabase.class)
class ProjectionsTest {
  private static final long FIRST = 5;
  private static final int STEPS = 1_500;

  private final List<Event.Stamped> journal = journal(Long.getLong("seed", 7));
  private Connection connection;

  ProjectionsTest(Database database) throws SQLException {
    connection = database.connect();
  }

  @BeforeEach
  void begin() throws SQLException {
    connection.setAutoCommit(false);
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private static List<Event.Stamped> journal(long seed) {
    var random = new RandomCentre(seed);
    random.open();
    for (int step = 0; step < STEPS; step++) {
      random.step();
    }
    return random.centre().journal();
  }

  private Stream<Projections.Numbered> numbered() {
    return IntStream.range(0, journal.size())
        .mapToObj(index -> new Projections.Numbered(FIRST + index, journal.get(index)));
  }

  /// Writes the journal as a loop would: in commits of a few events each.
  private void writeLive(int batch) throws SQLException {
    for (int from = 0; from < journal.size(); from += batch) {
      int until = Math.min(from + batch, journal.size());
      Projections.write(connection, FIRST + from, journal.subList(from, until));
    }
    connection.commit();
  }

  @Test
  void tablesWrittenEventByEventEqualThoseRebuiltInBulk() throws SQLException {
    writeLive(1);
    assertThat(Projections.compare(connection, numbered())).isEmpty();
  }

  @Test
  void tablesWrittenInCommitsEqualThoseRebuiltInBulk() throws SQLException {
    writeLive(7);
    assertThat(Projections.compare(connection, numbered())).isEmpty();
  }

  @Test
  void aRowThatWasTamperedWithIsFound() throws SQLException {
    writeLive(100);
    update(
        "UPDATE ledger_entry SET amount = amount + 1 WHERE seq = (SELECT max(seq) FROM"
            + " ledger_entry)");
    connection.commit();
    assertThat(Projections.compare(connection, numbered())).containsOnlyKeys("ledger_entry");
  }

  @Test
  void aRebuildMendsWhatWasTamperedWith() throws SQLException {
    writeLive(100);
    update("UPDATE job SET state = 'SUCCEEDED'");
    update("DELETE FROM job_event WHERE seq % 2 = 0");
    Projections.rebuild(connection, numbered());
    connection.commit();
    assertThat(Projections.compare(connection, numbered())).isEmpty();
  }

  @Test
  void rowsAgreeWithTheEngine() throws SQLException {
    writeLive(50);
    var state = new State();
    journal.forEach(state::apply);
    var engine = new Engine(state);
    var wantJobs = new TreeMap<Long, String>();
    engine.state().jobs().forEach((id, job) -> wantJobs.put(id.value(), job.state().name()));
    assertThat(longTexts("SELECT id, state FROM job WHERE ended_at IS NULL")).isEqualTo(wantJobs);
    var wantAttempts = new TreeMap<Long, String>();
    state
        .running()
        .forEach(
            job -> wantAttempts.put(job.id().value(), job.attempt().orElseThrow().state().name()));
    assertThat(longTexts("SELECT job, state FROM attempt WHERE ended_at IS NULL"))
        .isEqualTo(wantAttempts);
    var wantCharged = new TreeMap<Long, String>();
    state
        .books()
        .pages()
        .forEach(
            (id, page) -> wantCharged.put(id.value(), "" + page.balance(Account.CHARGED).value()));
    assertThat(
            longTexts(
                """
                SELECT a.id, coalesce(sum(l.amount) FILTER (WHERE l.kind = 'CHARGE'), 0)::text
                FROM allocation a LEFT JOIN ledger_entry l ON l.allocation = a.id GROUP BY a.id
                """))
        .isEqualTo(wantCharged);
    var wantMembers = new TreeMap<Long, String>();
    state.members().forEach((id, member) -> wantMembers.put(id.value(), member.role().name()));
    assertThat(longTexts("SELECT member, role FROM membership")).isEqualTo(wantMembers);
  }

  private void update(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql)).isPositive();
    }
  }

  private TreeMap<Long, String> longTexts(String sql) throws SQLException {
    var map = new TreeMap<Long, String>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        map.put(rows.getLong(1), rows.getString(2));
      }
    }
    return map;
  }
}
