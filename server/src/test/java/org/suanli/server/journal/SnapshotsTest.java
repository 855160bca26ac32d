package org.suanli.server.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.suanli.core.allocation.Role;
import org.suanli.core.engine.Event;
import org.suanli.core.units.MemberId;
import org.suanli.server.database.Database;
import org.suanli.server.database.FreshDatabase;

@Timeout(300)
@ExtendWith(FreshDatabase.class)
final class SnapshotsTest {
  private final Database database;
  private final Journal journal;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Days days = new Days(5_000);
  private final int first = days.end(1_500);
  private final int second = days.end(3_000);

  SnapshotsTest(Database database) {
    this.database = database;
    journal = new Journal(database);
  }

  private JournalSeat seat(Duration least) {
    var leadership = new Leadership(database, "server", Duration.ofMinutes(1));
    return new JournalSeat(leadership, journal, Projection.NONE, InstantSource.system())
        .measuredBy(meters)
        .lookingEvery(least);
  }

  /// Leads for a term in which the journal grows from one row to another, as the engine would have
  /// it.
  private void lead(int from, int until, Duration least) throws InterruptedException {
    try (var term = seat(least).take()) {
      assertThat(term.engine().state().toText()).isEqualTo(days.state(from).toText());
      days.append(term, from, until);
    }
  }

  private void leadTwice() throws InterruptedException {
    lead(0, first, Duration.ofDays(1));
    lead(first, second, Duration.ofDays(1));
    assertThat(journal.snapshots().positions())
        .extracting(JournalPosition::seq)
        .containsExactly((long) second, (long) first);
  }

  @Test
  void aStartReadsTheRowsAfterTheLastSnapshotAlone() throws Exception {
    leadTwice();
    int later = days.end(second + 100);
    lead(second, later, Duration.ofDays(1));
    assertThat(journal.snapshots().positions()).as("few rows are replayed").hasSize(2);
    change("UPDATE journal SET member = member + 1 WHERE seq = 2900");
    lead(later, later, Duration.ofDays(1));
    assertThat(journal.verify(List.of()))
        .as("an audit trusts no snapshot")
        .isInstanceOfSatisfying(
            Verification.Broken.class, broken -> assertThat(broken.seq()).isEqualTo(2_900));
  }

  @Test
  void onlyTheLastTwoAreKept() throws Exception {
    leadTwice();
    lead(second, days.size(), Duration.ofDays(1));
    assertThat(journal.snapshots().positions())
        .extracting(JournalPosition::seq)
        .containsExactly((long) days.size(), (long) second);
    lead(days.size(), days.size(), Duration.ofDays(1));
    assertThat(violations()).isZero();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "another format     | format = 999",
        "damaged            | lines = set_byte(lines, 500, (get_byte(lines, 500) + 1) % 256)",
        "cut off            | lines = substring(lines FOR 900)",
        "no lines           | lines = ''",
        "another state      | lines = (SELECT min(lines) FROM snapshot WHERE seq <> s.seq)",
        "another journal's  | hash = sha256('x')",
        "a row to come      | seq = seq + 100000",
      })
  void oneThatIsNotToBeTrustedIsPassedOver(String what, String change) throws Exception {
    leadTwice();
    change("UPDATE snapshot s SET " + change + " WHERE seq = " + second);
    assertThat(journal.snapshots().positions())
        .as(what)
        .extracting(JournalPosition::seq)
        .containsExactly((long) first);
    lead(second, second, Duration.ofDays(1));
    change("UPDATE snapshot s SET format = 999");
    assertThat(journal.snapshots().positions()).isEmpty();
    lead(second, second, Duration.ofDays(1));
  }

  @Test
  void theStateIsLookedAtWhileATermLasts() throws Exception {
    lead(0, days.size(), Duration.ZERO);
    assertThat(meters.counter("suanli.invariants.checks").count()).isGreaterThan(2);
    assertThat(meters.counter("suanli.snapshots.kept").count()).isEqualTo(1);
    assertThat(violations()).isZero();
  }

  @Test
  void aStateThatDoesNotFollowFromTheJournalIsCountedAndNotKept() throws Exception {
    lead(0, first, Duration.ofDays(1));
    try (var term = seat(Duration.ofDays(1)).take()) {
      var forged = days.state(first);
      var stranger = new Event.MemberSet(new MemberId(999_999), Role.OPERATOR, Optional.empty());
      forged.apply(new Event.Stamped(forged.now(), MemberId.PLATFORM, stranger));
      journal.snapshots().keep(new Snapshots.Snapshot(journal.head(), forged));
      days.append(term, first, second);
    }
    assertThat(violations()).isEqualTo(1);
    assertThat(journal.snapshots().positions())
        .extracting(JournalPosition::seq)
        .containsExactly((long) first);
  }

  @Test
  void aStateThatIsAheadOfTheJournalIsNotKept() throws Exception {
    try (var term = seat(Duration.ofDays(1)).take()) {
      days.append(term, 0, first);
      term.engine().state().apply(days.event(first));
    }
    assertThat(journal.snapshots().positions()).isEmpty();
  }

  private double violations() {
    return meters.counter("suanli.invariants.violations").count();
  }

  private void change(String sql) throws SQLException {
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      statement.execute("ALTER TABLE journal DISABLE TRIGGER ALL");
      assertThat(statement.executeUpdate(sql)).isPositive();
      statement.execute("ALTER TABLE journal ENABLE TRIGGER ALL");
    }
  }
}
