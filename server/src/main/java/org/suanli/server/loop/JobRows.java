package org.suanli.server.loop;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.suanli.core.engine.Event;
import org.suanli.core.lifecycle.AttemptState;
import org.suanli.core.lifecycle.JobSignal;
import org.suanli.core.lifecycle.JobState;
import org.suanli.core.lifecycle.Outcome;
import org.suanli.core.lifecycle.StopCause;
import org.suanli.core.spec.RoleDemand;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.JobId;

/// Jobs, attempts and tasks.
final class JobRows {
  private final SequencedMap<JobId, JobChange> jobChanges = new LinkedHashMap<>();
  private final SequencedMap<AttemptId, AttemptChange> attemptChanges = new LinkedHashMap<>();
  private final Rows jobs =
      new Rows(
          """
          INSERT INTO job (id, organization, project, member, state, priority_class, priority,
            tasks, milli_accelerators, roles, dependencies, digest, attempts, submitted_at)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)
          """);
  private final Rows attempts =
      new Rows(
          """
          INSERT INTO attempt (job, number, state, cluster, model, milli_accelerators, placed_at)
          VALUES (?, ?, 'LAUNCHING', ?, ?, ?, ?)
          """);
  private final Rows tasks =
      new Rows(
          """
          INSERT INTO task (job, attempt, task, role, cluster, node, devices, share)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?)
          """);
  private final Rows taskEnds =
      new Rows(
          """
          UPDATE task SET ended_at = ?::timestamptz, exit_code = ?::int, lost = ?::text
          WHERE job = ? AND attempt = ? AND task = ?
          """);
  private final Rows jobUpdates =
      new Rows(
          """
          UPDATE job SET state = coalesce(?::text, state), attempts = coalesce(?::int, attempts),
            promised_at = CASE WHEN ? THEN ?::timestamptz ELSE promised_at END,
            not_before = CASE WHEN ? THEN ?::timestamptz ELSE not_before END,
            ended_at = coalesce(?::timestamptz, ended_at)
          WHERE id = ?
          """);
  // The later state and the cause of higher rank stay, as in the engine's tables.
  private final Rows attemptUpdates =
      new Rows(
          """
          UPDATE attempt SET started_at = coalesce(?::timestamptz, started_at),
            checkpoint_at = coalesce(?::timestamptz, checkpoint_at),
            kill_at = least(?::timestamptz, kill_at),
            ended_at = coalesce(?::timestamptz, ended_at),
            outcome = coalesce(?::text, outcome),
            state = (ARRAY[%1$s])[greatest(array_position(ARRAY[%1$s], ?::text),
              array_position(ARRAY[%1$s], state))],
            cause = (ARRAY[%2$s])[greatest(array_position(ARRAY[%2$s], ?::text),
              array_position(ARRAY[%2$s], cause))]
          WHERE job = ? AND number = ?
          """
              .formatted(names(AttemptState.values()), names(StopCause.values())));

  private static final class JobChange {
    @Nullable JobState state;
    @Nullable Integer attempts;
    boolean isPromiseSet;
    @Nullable Instant promised;
    boolean isNotBeforeSet;
    @Nullable Instant notBefore;
    @Nullable Instant endedAt;
  }

  private static final class AttemptChange {
    AttemptState state = AttemptState.LAUNCHING;
    @Nullable Instant startedAt;
    @Nullable Instant checkpointAt;
    @Nullable Instant killAt;
    @Nullable Instant endedAt;
    @Nullable Outcome outcome;
    @Nullable StopCause cause;

    void reach(AttemptState next) {
      state = next.compareTo(state) > 0 ? next : state;
    }
  }

  private static String names(Enum<?>[] values) {
    return Arrays.stream(values)
        .map(value -> "'" + value.name() + "'")
        .collect(Collectors.joining(", "));
  }

  void take(Event.Stamped stamped) {
    var at = stamped.at();
    switch (stamped.event()) {
      case Event.JobSubmitted submitted -> submitted(at, submitted);
      case Event.StartPromised(var id, var startsAt) -> {
        var change = change(id);
        change.isPromiseSet = true;
        change.promised = startsAt;
      }
      case Event.PromiseWithdrawn(var id) -> {
        var change = change(id);
        change.isPromiseSet = true;
        change.promised = null;
      }
      case Event.AttemptPlaced placed -> placed(at, placed);
      case Event.AttemptStarted(var id) -> {
        change(id).startedAt = at;
        change(id).reach(AttemptState.RUNNING);
      }
      case Event.CheckpointSaved(var id) -> change(id).checkpointAt = at;
      case Event.TaskEnded(var id, int task, var ending) -> taskEnded(id, task, ending);
      case Event.StopRequested(var id, var cause, var killAt) -> {
        var change = change(id);
        change.reach(AttemptState.STOPPING);
        change.cause = change.cause == null || cause.outranks(change.cause) ? cause : change.cause;
        change.killAt =
            change.killAt == null || killAt.isBefore(change.killAt) ? killAt : change.killAt;
      }
      case Event.AttemptEnded(var id, var outcome, var endedAt) -> {
        var change = change(id);
        change.reach(AttemptState.ENDED);
        change.outcome = outcome;
        change.endedAt = endedAt;
      }
      case Event.JobMoved moved -> moved(at, moved);
      // Other events change nothing here; they have rows of their own kinds.
      default -> {}
    }
  }

  private void submitted(Instant at, Event.JobSubmitted submitted) {
    var demand = submitted.demand();
    jobs.add(
        submitted.job().value(),
        submitted.project().organization().value(),
        submitted.project().name(),
        submitted.member().value(),
        JobState.WAITING.name(),
        demand.priorityClass().name(),
        demand.priority(),
        demand.shape().tasks(),
        demand.shape().occupied().milli(),
        new Rows.Texts(demand.shape().roles().stream().map(RoleDemand::name).toList()),
        new Rows.Numbers(demand.dependencies().stream().map(JobId::value).toList()),
        submitted.spec(),
        at);
  }

  private void placed(Instant at, Event.AttemptPlaced placed) {
    long job = placed.attempt().job().value();
    int number = placed.attempt().number();
    var places = placed.placement().tasks();
    attempts.add(
        job,
        number,
        places.getFirst().node().cluster().value(),
        placed.placement().model().value(),
        placed.placement().occupied().milli(),
        at);
    for (int task = 0; task < places.size(); task++) {
      var place = places.get(task);
      var node = place.node();
      tasks.add(
          job,
          number,
          task,
          place.role(),
          node.cluster().value(),
          node.name(),
          place.devices(),
          place.share().milli());
    }
    var change = change(placed.attempt().job());
    change.state = JobState.RUNNING;
    change.attempts = number;
  }

  private void taskEnded(AttemptId id, int task, Event.TaskEnding ending) {
    Optional<Integer> code =
        ending instanceof Event.TaskEnding.Exited(int exit, _)
            ? Optional.of(exit)
            : Optional.empty();
    Optional<String> lost =
        ending instanceof Event.TaskEnding.Lost(var evidence, _)
            ? Optional.of(evidence)
            : Optional.empty();
    taskEnds.add(ending.at(), code, lost, id.job().value(), id.number(), task);
  }

  private void moved(Instant at, Event.JobMoved moved) {
    var change = change(moved.job());
    var state = stateAfter(moved.signal());
    change.state = state;
    change.isPromiseSet = true;
    change.promised = null;
    change.isNotBeforeSet = true;
    change.notBefore = moved.notBefore().orElse(null);
    change.endedAt = state.isTerminal() ? at : null;
  }

  static JobState stateAfter(JobSignal signal) {
    return switch (signal) {
      case PLACED -> JobState.RUNNING;
      case ATTEMPT_SUCCEEDED -> JobState.SUCCEEDED;
      case ATTEMPT_TO_REPEAT -> JobState.WAITING;
      case ATTEMPT_FAILED -> JobState.FAILED;
      case CANCELLED, DEPENDENCY_FAILED -> JobState.CANCELLED;
    };
  }

  private JobChange change(JobId id) {
    return jobChanges.computeIfAbsent(id, _ -> new JobChange());
  }

  private AttemptChange change(AttemptId id) {
    return attemptChanges.computeIfAbsent(id, _ -> new AttemptChange());
  }

  void write(Connection connection) throws SQLException {
    jobChanges.forEach(
        (id, change) ->
            jobUpdates.add(
                change.state == null ? null : change.state.name(),
                change.attempts,
                change.isPromiseSet,
                change.promised,
                change.isNotBeforeSet,
                change.notBefore,
                change.endedAt,
                id.value()));
    attemptChanges.forEach(
        (id, change) ->
            attemptUpdates.add(
                change.startedAt,
                change.checkpointAt,
                change.killAt,
                change.endedAt,
                change.outcome == null ? null : change.outcome.name(),
                change.state.name(),
                change.cause == null ? null : change.cause.name(),
                id.job().value(),
                id.number()));
    for (var rows : List.of(jobs, attempts, tasks, taskEnds, jobUpdates, attemptUpdates)) {
      rows.execute(connection);
    }
  }
}
