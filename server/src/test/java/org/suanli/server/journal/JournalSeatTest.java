package org.suanli.server.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.suanli.core.engine.Event;
import org.suanli.core.engine.State;
import org.suanli.server.database.Database;
import org.suanli.server.database.FreshDatabase;
import org.suanli.server.loop.NotLeader;
import org.suanli.server.loop.Projections;
import org.suanli.simulation.RandomCentre;

@Timeout(300)
@ExtendWith(FreshDatabase.class)
final class JournalSeatTest {
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final int STEPS = 200;
  private static final int BATCH = 64;

  private final Database database;
  private final Journal journal;

  JournalSeatTest(Database database) {
    this.database = database;
    this.journal = new Journal(database);
  }

  @Test
  void theNextTermHasTheSameStateToTheByteAndTheTablesAreWhatTheJournalSays()
      throws InterruptedException, SQLException {
    var random = new RandomCentre(1);
    random.open();
    for (int step = 0; step < STEPS; step++) {
      random.step();
    }
    var events = random.centre().journal();
    assertThat(events).hasSizeGreaterThan(STEPS);
    try (var term = seat("first").take()) {
      assertThat(term.engine().state().toText()).isEqualTo(new State().toText());
      for (int from = 0; from < events.size(); from += BATCH) {
        term.append(events.subList(from, Math.min(from + BATCH, events.size())));
      }
    }
    try (var term = seat("second").take()) {
      assertThat(term.epoch()).isEqualTo(2);
      assertThat(term.isHeld()).isTrue();
      assertThat(term.engine().state().toText()).isEqualTo(random.centre().state().toText());
    }
    try (var connection = database.connect()) {
      var differences =
          journal.stream(
              1,
              rows -> {
                try {
                  return Projections.compare(
                      connection,
                      rows.map(row -> new Projections.Numbered(row.seq(), row.stamped())));
                } catch (SQLException e) {
                  throw new AssertionError(e);
                }
              });
      assertThat(differences).isEmpty();
    }
  }

  @Test
  void aDeposedTermAppendsNothing() throws InterruptedException {
    try (var old = seat("server").take()) {
      old.append(Events.some(2));
      try (var fresh = seat("server").take()) {
        List<Event.Stamped> late = List.of(Events.organization(9));
        assertThatThrownBy(() -> old.append(late))
            .isInstanceOf(NotLeader.class)
            .hasCauseInstanceOf(Deposed.class);
        assertThat(fresh.engine().state().tenants()).hasSize(2);
        fresh.append(late);
      }
    }
    assertThat(journal.head().seq()).isEqualTo(3);
  }

  @Test
  void aBrokenJournalIsNotLedFrom() throws InterruptedException, SQLException {
    try (var term = seat("server").take()) {
      term.append(Events.some(3));
    }
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      statement.execute("ALTER TABLE journal DISABLE TRIGGER ALL");
      statement.execute("UPDATE journal SET member = 6 WHERE seq = 2");
    }
    assertThatThrownBy(() -> seat("server").take())
        .isInstanceOfSatisfying(
            JournalBroken.class, broken -> assertThat(broken.seq()).isEqualTo(2));
    var next = new Leadership(database, "other", LEASE).tryAcquire();
    assertThat(next).as("the lease is given back").isPresent();
    next.orElseThrow().close();
  }

  private JournalSeat seat(String holder) {
    return new JournalSeat(
        new Leadership(database, holder, LEASE),
        journal,
        Projections::write,
        InstantSource.system());
  }
}
