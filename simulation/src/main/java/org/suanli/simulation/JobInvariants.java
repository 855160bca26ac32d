package org.suanli.simulation;

import static org.suanli.simulation.Invariants.require;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.suanli.core.engine.Event;
import org.suanli.core.engine.State;
import org.suanli.core.lifecycle.JobSignal;
import org.suanli.core.lifecycle.Outcome;
import org.suanli.core.lifecycle.StopCause;
import org.suanli.core.scheduling.Policy;
import org.suanli.core.spec.Demand;
import org.suanli.core.supply.Placement;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.JobId;
import org.suanli.core.units.ProjectId;

/// A job ends exactly once and never changes afterwards; it has one attempt at a time, never before
/// its dependencies succeeded or its backoff passed; attempt numbers are never used again; a task
/// ends once, and an attempt when its last task did; who is preempted has run for its minimum, and
/// yields to somebody.
final class JobInvariants {
  private final TreeMap<JobId, Life> alive = new TreeMap<>();
  private final TreeSet<JobId> succeeded = new TreeSet<>();
  private final TreeSet<JobId> ended = new TreeSet<>();
  private Policy.Preemption preemption = Policy.STANDARD.preemption();

  /// What the events told of a job that has not ended.
  static final class Life {
    final Demand demand;
    final ProjectId project;
    @Nullable Try attempt;
    int attempts;
    Instant notBefore = Instant.MIN;

    Life(Event.JobSubmitted submitted) {
      demand = submitted.demand();
      project = submitted.project();
    }
  }

  /// What the events told of an attempt.
  static final class Try {
    final AttemptId id;
    final Placement placement;
    final Instant placedAt;
    final boolean[] hasEnded;
    boolean isStarted;
    boolean isLost;
    boolean hasFailed;
    boolean isStopping;
    @Nullable Instant killAt;
    @Nullable Outcome outcome;
    @Nullable Instant endedAt;

    Try(Event.AttemptPlaced placed, Instant at) {
      id = placed.attempt();
      placement = placed.placement();
      placedAt = at;
      hasEnded = new boolean[placement.tasks().size()];
    }
  }

  private Life life(JobId id) {
    var life = alive.get(id);
    if (life == null) {
      throw new IllegalStateException(
          "The invariant (a job ends once and never changes afterwards) must hold for " + id);
    }
    return life;
  }

  /// The job of an attempt, which must be its present one.
  Life of(AttemptId id) {
    var life = life(id.job());
    require(life.attempt != null && life.attempt.id.equals(id), "one attempt at a time", id);
    return life;
  }

  Try attempt(AttemptId id) {
    var attempt = of(id).attempt;
    if (attempt == null) {
      throw new IllegalStateException("The attempt " + id + " must be the present one.");
    }
    return attempt;
  }

  void observe(Event.Stamped stamped) {
    switch (stamped.event()) {
      case Event.JobSubmitted submitted -> submitted(submitted);
      case Event.StartPromised(var job, _) ->
          require(isWaiting(job), "only a waiting job is promised a start", job);
      case Event.RoomKept(var job, _) ->
          require(isWaiting(job), "room is kept for a waiting job alone", job);
      case Event.PromiseWithdrawn(var job) ->
          require(isWaiting(job), "only a waiting job loses a promise", job);
      case Event.AttemptPlaced placed -> placed(placed, stamped.at());
      case Event.AttemptStarted(var id) -> {
        require(!attempt(id).isStarted, "an attempt starts once", id);
        attempt(id).isStarted = true;
      }
      case Event.CheckpointSaved(var id) ->
          require(attempt(id).outcome == null, "an attempt that ended saves nothing", id);
      case Event.TaskEnded(var id, int task, var ending) -> taskEnded(attempt(id), task, ending);
      case Event.PolicyChanged(_, var changed) -> preemption = changed.preemption();
      case Event.StopRequested(var id, var cause, var killAt) -> {
        if (cause == StopCause.PREEMPTED) {
          preempted(of(id), stamped.at());
        }
        attempt(id).isStopping = true;
        attempt(id).killAt = killAt;
      }
      case Event.KillRequested(var id) -> {
        var killAt = attempt(id).killAt;
        require(killAt != null && !killAt.isAfter(stamped.at()), "no kill within the grace", id);
      }
      case Event.AttemptEnded ended -> attemptEnded(ended, stamped.at());
      case Event.JobMoved moved -> moved(moved);
      case Event.CentreRestored _ -> {
        for (var life : alive.values()) {
          life.attempts += Event.CentreRestored.ATTEMPTS_LEFT_OUT;
        }
      }
      default -> {
        // The others are not about jobs.
      }
    }
  }

  private void preempted(Life victim, Instant at) {
    var attempt = Objects.requireNonNull(victim.attempt);
    var victimClass = victim.demand.priorityClass();
    require(
        alive.values().stream()
            .filter(life -> life.attempt == null && !life.notBefore.isAfter(at))
            .anyMatch(life -> life.demand.priorityClass().mayPreempt(victimClass)),
        "who is preempted yields to a waiting job that may preempt it",
        attempt.id);
    require(
        !attempt.placedAt.plus(preemption.minimumRunTime()).isAfter(at),
        "nobody is preempted within the minimum run time",
        attempt.id);
    require(!attempt.isStopping, "who stops already is not preempted", attempt.id);
  }

  private boolean isWaiting(JobId id) {
    var life = alive.get(id);
    return life != null && life.attempt == null;
  }

  private void submitted(Event.JobSubmitted submitted) {
    require(
        !ended.contains(submitted.job()) && !alive.containsKey(submitted.job()),
        "a job is submitted once",
        submitted);
    alive.put(submitted.job(), new Life(submitted));
  }

  private void placed(Event.AttemptPlaced placed, Instant at) {
    var id = placed.attempt();
    var life = life(id.job());
    require(life.attempt == null, "one attempt at a time", id);
    require(
        id.number() == life.attempts + 1,
        "attempts are numbered without gaps but after a restore",
        id);
    require(!life.notBefore.isAfter(at), "a backoff is kept", id);
    require(succeeded.containsAll(life.demand.dependencies()), "dependencies come first", id);
    life.attempts++;
    life.attempt = new Try(placed, at);
  }

  private static void taskEnded(Try attempt, int task, Event.TaskEnding ending) {
    require(!attempt.hasEnded[task], "a task ends once", attempt.id);
    attempt.hasEnded[task] = true;
    attempt.isLost |= ending instanceof Event.TaskEnding.Lost;
    attempt.hasFailed |= !ending.isSuccess();
  }

  private void attemptEnded(Event.AttemptEnded ended, Instant at) {
    var attempt = attempt(ended.attempt());
    require(attempt.outcome == null, "an attempt ends once", ended);
    for (boolean hasEnded : attempt.hasEnded) {
      require(hasEnded, "an attempt ends with its last task", ended);
    }
    require(
        !ended.endedAt().isAfter(at) && !ended.endedAt().isBefore(attempt.placedAt),
        "an attempt ends within its life",
        ended);
    require(
        ended.outcome() != Outcome.SUCCEEDED || !attempt.hasFailed,
        "a success has no failed task",
        ended);
    require(
        ended.outcome() != Outcome.PLATFORM_FAULT || attempt.isLost || attempt.isStopping,
        "a fault of the platform has evidence",
        ended);
    attempt.outcome = ended.outcome();
    attempt.endedAt = ended.endedAt();
  }

  private void moved(Event.JobMoved moved) {
    var life = life(moved.job());
    var attempt = life.attempt;
    require(
        attempt == null || attempt.outcome != null, "a job moves when its attempt ended", moved);
    life.attempt = null;
    life.notBefore = moved.notBefore().orElse(Instant.MIN);
    if (moved.signal() != JobSignal.ATTEMPT_TO_REPEAT) {
      alive.remove(moved.job());
      ended.add(moved.job());
    }
    if (moved.signal() == JobSignal.ATTEMPT_SUCCEEDED) {
      succeeded.add(moved.job());
    }
  }

  void compare(State state) {
    require(state.jobs().keySet().equals(alive.keySet()), "jobs that live", state.jobs().keySet());
    int running = 0;
    for (var job : state.jobs().values()) {
      var life = alive.get(job.id());
      var attempt = Optional.ofNullable(life == null ? null : life.attempt).map(a -> a.id);
      require(job.attempt().map(a -> a.id()).equals(attempt), "the present attempt", job.id());
      running += attempt.isPresent() ? 1 : 0;
    }
    require(state.running().size() == running, "attempts that run", running);
  }

  void atEnd() {
    require(alive.isEmpty(), "every job ends", alive.keySet());
  }
}
