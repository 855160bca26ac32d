package org.suanli.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.suanli.core.engine.Event;
import org.suanli.core.engine.State;
import org.suanli.core.ledger.Account;
import org.suanli.core.ledger.Transfer;
import org.suanli.core.units.AllocationId;
import org.suanli.server.database.Database;
import org.suanli.server.journal.Journal;
import org.suanli.server.journal.JournalPosition;
import org.suanli.server.journal.Recorded;
import org.suanli.server.journal.Verification;
import org.suanli.server.loop.Projections;
import org.suanli.simulation.Invariants;

/// Follows a centre's journal over the lives of its servers and checks, whenever nobody writes, all
/// that must hold: by the journal, by the tables, and by what the tasks themselves said.
final class Examination {
  private final Witness witness;
  private final State state = new State();
  private final Invariants invariants = new Invariants();
  private final List<JournalPosition> known = new ArrayList<>();
  private final TreeMap<AllocationId, EnumMap<Account, Long>> sums = new TreeMap<>();
  private final TreeMap<String, String> jobBySpec = new TreeMap<>();
  private final TreeMap<String, Integer> placed = new TreeMap<>();
  private final TreeSet<String> ended = new TreeSet<>();
  private final TreeSet<String> jobs = new TreeSet<>();
  private final TreeSet<Long> epochs = new TreeSet<>();
  private long seq;

  Examination(Witness witness) {
    this.witness = witness;
  }

  /// @param database that nobody writes to now
  void examine(Database database) throws SQLException, IOException {
    var journal = new Journal(database);
    assertThat(journal.verify(known)).isInstanceOf(Verification.Sound.class);
    journal.replay(seq + 1, this::take);
    known.add(journal.head());
    invariants.compare(state);
    compareBooks();
    compareTables(database, journal);
    compareExecutions();
  }

  private void take(Recorded recorded) {
    seq = recorded.seq();
    epochs.add(recorded.epoch());
    var stamped = recorded.stamped();
    invariants.observe(stamped);
    state.apply(stamped);
    switch (stamped.event()) {
      case Event.JobSubmitted(var job, _, _, _, var spec) -> {
        // Every submission has a text of its own, so a text that is there twice was done twice.
        assertThat(jobBySpec.put(spec, job.toString())).as("another job of " + job).isNull();
        jobs.add(job.toString());
      }
      case Event.AttemptPlaced(var attempt, var placement) ->
          placed.put(attempt.toString(), placement.tasks().size());
      case Event.AttemptEnded(var attempt, _, _) -> ended.add(attempt.toString());
      case Event.Posted(var transfer) -> add(transfer);
      // The others are the invariants' matter.
      default -> {}
    }
  }

  private void add(Transfer transfer) {
    var page = sums.computeIfAbsent(transfer.allocation(), _ -> new EnumMap<>(Account.class));
    long amount = transfer.amount().value();
    page.merge(transfer.kind().from(), -amount, Math::addExact);
    page.merge(transfer.kind().to(), amount, Math::addExact);
  }

  private void compareBooks() {
    sums.forEach(
        (allocation, page) -> {
          assertThat(page.values().stream().mapToLong(Long::longValue).sum()).isZero();
          page.forEach(
              (account, sum) ->
                  assertThat(state.books().page(allocation).balance(account).value())
                      .as(allocation + " " + account)
                      .isEqualTo(sum));
        });
  }

  private static void compareTables(Database database, Journal journal) throws SQLException {
    try (var connection = database.connect()) {
      var differences =
          journal.stream(
              1,
              all -> {
                try {
                  return Projections.compare(
                      connection, all.map(it -> new Projections.Numbered(it.seq(), it.stamped())));
                } catch (SQLException e) {
                  throw new AssertionError(e);
                }
              });
      assertThat(differences).isEmpty();
    }
  }

  /// What began was placed, and began once.
  private void compareExecutions() throws IOException {
    witness
        .count("begin")
        .forEach(
            (task, times) -> {
              assertThat(times).as(task + " began").isOne();
              assertThat(placed).containsKey(task.substring(0, task.lastIndexOf('.')));
            });
  }

  /// The attempts whose end was durable.
  TreeSet<String> ended() {
    return new TreeSet<>(ended);
  }

  /// Whether the attempts are ones that were placed.
  void requirePlaced(java.util.Collection<String> attempts) {
    assertThat(placed.keySet()).containsAll(attempts);
  }

  TreeSet<String> jobs() {
    return new TreeSet<>(jobs);
  }

  /// How many terms the journal has events of.
  int terms() {
    return epochs.size();
  }

  @Override
  public String toString() {
    return "%d jobs, %d attempts, %d rows of %d terms"
        .formatted(jobs.size(), placed.size(), seq, epochs.size());
  }

  /// Every job has ended, and those that were to do so said it.
  void atEnd(List<Asked> asked, Map<String, String> states) throws IOException {
    invariants.atEnd();
    var ends = witness.count("end");
    for (var one : asked) {
      var job = one.job().orElse("");
      assertThat(states.get(job)).as(one.name + ", " + job).isEqualTo(one.wantState());
      long said =
          ends.entrySet().stream()
              .filter(end -> end.getKey().startsWith(job + "."))
              .mapToLong(Map.Entry::getValue)
              .sum();
      long wanted =
          switch (one.kind) {
            case SHORT, FAILS_ONCE -> 1;
            case GANG -> 2;
            case FAILS, LONG -> 0;
          };
      assertThat(said).as(one.name + ", " + job + " said that it ended").isEqualTo(wanted);
    }
  }
}
