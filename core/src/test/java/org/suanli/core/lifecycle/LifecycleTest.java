package org.suanli.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.suanli.core.lifecycle.Lifecycle.Effect;

/// Every pair of both tables, the allowed and the refused.
class LifecycleTest {
  /// What a pair leads to, written down once more than in the code; `-` is refused.
  private static final String ATTEMPTS =
      """
      LAUNCHING STARTED         RUNNING  -
      LAUNCHING STOP_REQUESTED  STOPPING STOP
      LAUNCHING GRACE_ENDED     -        -
      LAUNCHING LAST_TASK_ENDED ENDED    -
      RUNNING   STARTED         -        -
      RUNNING   STOP_REQUESTED  STOPPING STOP
      RUNNING   GRACE_ENDED     -        -
      RUNNING   LAST_TASK_ENDED ENDED    -
      STOPPING  STARTED         STOPPING -
      STOPPING  STOP_REQUESTED  STOPPING -
      STOPPING  GRACE_ENDED     STOPPING KILL
      STOPPING  LAST_TASK_ENDED ENDED    -
      ENDED     STARTED         -        -
      ENDED     STOP_REQUESTED  -        -
      ENDED     GRACE_ENDED     -        -
      ENDED     LAST_TASK_ENDED -        -
      """;

  private static final String JOBS =
      """
      WAITING   PLACED            RUNNING
      WAITING   ATTEMPT_SUCCEEDED -
      WAITING   ATTEMPT_TO_REPEAT -
      WAITING   ATTEMPT_FAILED    -
      WAITING   CANCELLED         CANCELLED
      WAITING   DEPENDENCY_FAILED CANCELLED
      RUNNING   PLACED            -
      RUNNING   ATTEMPT_SUCCEEDED SUCCEEDED
      RUNNING   ATTEMPT_TO_REPEAT WAITING
      RUNNING   ATTEMPT_FAILED    FAILED
      RUNNING   CANCELLED         CANCELLED
      RUNNING   DEPENDENCY_FAILED -
      """;

  record AttemptRow(
      AttemptState from, AttemptSignal on, Optional<AttemptState> want, List<Effect> wantEffects) {}

  record JobRow(JobState from, JobSignal on, Optional<JobState> want) {}

  static List<AttemptRow> attemptRows() {
    return ATTEMPTS
        .lines()
        .map(line -> line.split(" +"))
        .map(
            cells ->
                new AttemptRow(
                    AttemptState.valueOf(cells[0]),
                    AttemptSignal.valueOf(cells[1]),
                    optional(cells[2]).map(AttemptState::valueOf),
                    optional(cells[3]).map(Effect::valueOf).stream().toList()))
        .toList();
  }

  static List<JobRow> jobRows() {
    var rows = new ArrayList<JobRow>();
    for (var line : JOBS.lines().toList()) {
      var cells = line.split(" +");
      rows.add(
          new JobRow(
              JobState.valueOf(cells[0]),
              JobSignal.valueOf(cells[1]),
              optional(cells[2]).map(JobState::valueOf)));
    }
    for (var state : List.of(JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED)) {
      for (var signal : JobSignal.values()) {
        rows.add(new JobRow(state, signal, Optional.empty()));
      }
    }
    return rows;
  }

  private static Optional<String> optional(String cell) {
    return cell.equals("-") ? Optional.empty() : Optional.of(cell);
  }

  @ParameterizedTest
  @MethodSource("attemptRows")
  void anAttemptMovesAsItsTableSays(AttemptRow row) {
    var next = Lifecycle.next(row.from(), row.on());
    assertThat(next.map(Lifecycle.Transition::next)).isEqualTo(row.want());
    assertThat(next.map(Lifecycle.Transition::effects).orElse(List.of()))
        .isEqualTo(row.wantEffects());
  }

  @ParameterizedTest
  @MethodSource("jobRows")
  void aJobMovesAsItsTableSays(JobRow row) {
    assertThat(Lifecycle.next(row.from(), row.on())).isEqualTo(row.want());
  }

  @Test
  void theTablesNameEveryPair() {
    assertThat(attemptRows()).hasSize(AttemptState.values().length * AttemptSignal.values().length);
    assertThat(jobRows()).hasSize(JobState.values().length * JobSignal.values().length);
  }

  @ParameterizedTest
  @EnumSource(StopCause.class)
  void aCauseOutranksThoseBeforeItAndNotItself(StopCause cause) {
    for (var other : StopCause.values()) {
      assertThat(cause.outranks(other)).isEqualTo(cause.ordinal() > other.ordinal());
    }
  }

  @ParameterizedTest
  @EnumSource(Outcome.class)
  void everyOutcomeIsASignalThatARunningJobTakes(Outcome outcome) {
    assertThat(Lifecycle.next(JobState.RUNNING, outcome.signal())).isPresent();
  }
}
