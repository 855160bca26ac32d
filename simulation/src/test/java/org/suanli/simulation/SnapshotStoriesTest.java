package org.suanli.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.suanli.simulation.CentreFixture.aCentre;
import static org.suanli.simulation.JobFixture.aJob;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Engine;
import org.suanli.core.engine.State;
import org.suanli.core.scheduling.Policy;

class SnapshotStoriesTest {
  private static final int STEPS = 1_000;
  private static final int STEPS_BETWEEN = 50;
  private static final Pattern DERIVED =
      Pattern.compile("\\{\"is\":\"(Free|Holds|Running|Waits|Dependents)\"");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void aStateReadBackAndTheRestOfTheJournalAreTheStateOfTheWholeJournal(long seed) {
    var days = days(seed);
    var journal = days.centre().journal();
    var whole = new State();
    var readBack = new ArrayList<State>();
    for (int row = 0; row < journal.size(); row++) {
      if (row % (journal.size() / 4) == 0 && isBetweenTurns(whole)) {
        readBack.add(again(whole));
      }
      for (var state : readBack) {
        state.apply(journal.get(row));
      }
      whole.apply(journal.get(row));
    }
    assertThat(readBack).isNotEmpty();
    assertThat(readBack).extracting(State::toText).containsOnly(days.centre().state().toText());
    readBack.forEach(State::requireIndexed);
  }

  /// Within a turn, an attempt that ended has not been taken from its job yet.
  private static boolean isBetweenTurns(State state) {
    return state.running().stream()
        .noneMatch(job -> job.attempt().orElseThrow().state().name().equals("ENDED"));
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void aStateReadBackDecidesAsACopyDoes(long seed) {
    var copied = new RandomCentre(seed);
    var readBack = new RandomCentre(seed);
    copied.open();
    readBack.open();
    for (int step = 0; step < STEPS; step++) {
      if (step % STEPS_BETWEEN == 0) {
        copied.centre().succeed(new Engine(copied.centre().state().copy()));
        readBack.centre().succeed(new Engine(again(readBack.centre().state())));
      }
      copied.step();
      readBack.step();
    }
    assertThat(readBack.centre().journal()).isEqualTo(copied.centre().journal());
  }

  @Test
  void aMissingLineIsRefusedOrShowsUnlessItFollowsFromTheOthers() {
    var centre = aCentre().open();
    centre.accept(new Command.SetPolicy(Policy.STANDARD.withOrder(Policy.Order.FIRST_COME)));
    centre.submit(aJob().accelerators(8));
    centre.submit(aJob().accelerators(8));
    var lines = centre.state().toText().lines().toList();
    int refused = 0;
    for (var missing : lines) {
      var rest = lines.stream().filter(line -> !line.equals(missing)).toList();
      try {
        boolean isSame = State.of(rest).toText().lines().toList().equals(lines);
        assertThat(isSame).as(missing).isEqualTo(DERIVED.matcher(missing).lookingAt());
      } catch (RuntimeException _) {
        refused++;
      }
    }
    assertThat(refused).isPositive().isLessThan(lines.size());
    assertThatThrownBy(() -> State.of(List.of("{\"is\":\"Rumour\"}")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be one of");
  }

  private static RandomCentre days(long seed) {
    var days = new RandomCentre(seed);
    days.open();
    for (int step = 0; step < STEPS; step++) {
      days.step();
    }
    return days;
  }

  private static State again(State state) {
    return State.of(state.toText().lines().toList());
  }
}
