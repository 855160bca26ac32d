package org.suanli.core.lifecycle;

import static org.suanli.core.lifecycle.AttemptSignal.GRACE_ENDED;
import static org.suanli.core.lifecycle.AttemptSignal.LAST_TASK_ENDED;
import static org.suanli.core.lifecycle.AttemptSignal.STARTED;
import static org.suanli.core.lifecycle.AttemptSignal.STOP_REQUESTED;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The two tables of the lifecycle. What a table omits is refused.
public final class Lifecycle {

  /// What the shell must do once the event that carries the transition is durable.
  public enum Effect {
    /// Start the tasks on their nodes.
    LAUNCH,
    /// Send SIGTERM; the runner kills after the grace.
    STOP,
    /// Send SIGKILL now.
    KILL
  }

  /// A row of the table.
  public record Transition(AttemptState next, List<Effect> effects) {
    public Transition {
      effects = List.copyOf(effects);
    }
  }

  private static final Map<AttemptState, Map<AttemptSignal, Transition>> ATTEMPT = attemptTable();
  private static final Map<JobState, Map<JobSignal, JobState>> JOB = jobTable();

  private Lifecycle() {}

  public static Optional<Transition> next(AttemptState state, AttemptSignal signal) {
    return Optional.ofNullable(ATTEMPT.getOrDefault(state, Map.of()).get(signal));
  }

  public static Optional<JobState> next(JobState state, JobSignal signal) {
    return Optional.ofNullable(JOB.getOrDefault(state, Map.of()).get(signal));
  }

  private static Map<AttemptState, Map<AttemptSignal, Transition>> attemptTable() {
    var table = new EnumMap<AttemptState, Map<AttemptSignal, Transition>>(AttemptState.class);
    put(table, AttemptState.LAUNCHING, STARTED, AttemptState.RUNNING);
    put(table, AttemptState.LAUNCHING, STOP_REQUESTED, AttemptState.STOPPING, Effect.STOP);
    put(table, AttemptState.LAUNCHING, LAST_TASK_ENDED, AttemptState.ENDED);
    put(table, AttemptState.RUNNING, STOP_REQUESTED, AttemptState.STOPPING, Effect.STOP);
    put(table, AttemptState.RUNNING, LAST_TASK_ENDED, AttemptState.ENDED);
    put(table, AttemptState.STOPPING, STARTED, AttemptState.STOPPING);
    put(table, AttemptState.STOPPING, STOP_REQUESTED, AttemptState.STOPPING);
    put(table, AttemptState.STOPPING, GRACE_ENDED, AttemptState.STOPPING, Effect.KILL);
    put(table, AttemptState.STOPPING, LAST_TASK_ENDED, AttemptState.ENDED);
    return table;
  }

  private static Map<JobState, Map<JobSignal, JobState>> jobTable() {
    var table = new EnumMap<JobState, Map<JobSignal, JobState>>(JobState.class);
    put(table, JobState.WAITING, JobSignal.PLACED, JobState.RUNNING);
    put(table, JobState.WAITING, JobSignal.CANCELLED, JobState.CANCELLED);
    put(table, JobState.WAITING, JobSignal.DEPENDENCY_FAILED, JobState.CANCELLED);
    put(table, JobState.RUNNING, JobSignal.ATTEMPT_SUCCEEDED, JobState.SUCCEEDED);
    put(table, JobState.RUNNING, JobSignal.ATTEMPT_TO_REPEAT, JobState.WAITING);
    put(table, JobState.RUNNING, JobSignal.ATTEMPT_FAILED, JobState.FAILED);
    put(table, JobState.RUNNING, JobSignal.CANCELLED, JobState.CANCELLED);
    return table;
  }

  private static void put(
      Map<AttemptState, Map<AttemptSignal, Transition>> table,
      AttemptState state,
      AttemptSignal signal,
      AttemptState next,
      Effect... effects) {
    table
        .computeIfAbsent(state, _ -> new EnumMap<>(AttemptSignal.class))
        .put(signal, new Transition(next, List.of(effects)));
  }

  private static void put(
      Map<JobState, Map<JobSignal, JobState>> table,
      JobState state,
      JobSignal signal,
      JobState next) {
    table.computeIfAbsent(state, _ -> new EnumMap<>(JobSignal.class)).put(signal, next);
  }
}
