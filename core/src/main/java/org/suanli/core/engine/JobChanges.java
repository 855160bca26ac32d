package org.suanli.core.engine;

import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.suanli.core.lifecycle.AttemptSignal;
import org.suanli.core.lifecycle.JobSignal;
import org.suanli.core.lifecycle.JobState;
import org.suanli.core.lifecycle.Lifecycle;
import org.suanli.core.lifecycle.Outcome;
import org.suanli.core.scheduling.Promise;
import org.suanli.core.supply.Placement;
import org.suanli.core.units.AttemptId;

/// What events about jobs and attempts change. Called by {@link State#apply} alone.
final class JobChanges {
  private JobChanges() {}

  static void submitted(State state, Event.JobSubmitted submitted) {
    var job = new Job(submitted, state.now);
    if (!job.pending.isEmpty()) {
      job.pending.removeIf(state::hasSucceeded);
    }
    job.pending.forEach(
        dependency ->
            state.dependents.computeIfAbsent(dependency, _ -> new TreeSet<>()).add(job.id));
    state.jobs.put(job.id, job);
    state.lastJob = job.id.value();
    if (job.isQueued()) {
      state.queue.add(job.waiting());
    }
  }

  static void placed(State state, Event.AttemptPlaced placed) {
    var job = state.job(placed.attempt().job());
    if (placed.attempt().number() <= job.attempts) {
      throw new IllegalStateException("The attempt " + placed.attempt() + " was used before.");
    }
    state.queue.remove(job.waiting());
    state.agenda.retry(job.notBefore, -1);
    job.promised = job.promised().map(at -> new Promise(at, Optional.empty())).orElse(null);
    job.attempts = placed.attempt().number();
    job.attempt = new Attempt(placed.attempt(), placed.placement(), job.demand, state.now);
    moveJob(job, JobSignal.PLACED);
    state.running.put(job.id, job);
    hold(state, job, 1);
    state.agenda.follow(job);
  }

  static void hold(State state, Job job, int sign) {
    state.agenda.hold(job, sign);
    var attempt = job.attempt().orElseThrow();
    for (var task : attempt.placement.tasks()) {
      var role = job.demand.shape().roles().get(task.role());
      if (sign > 0) {
        state.fleet.take(task, job.project.organization(), role.cpus(), role.memory());
      } else {
        state.fleet.give(task, role.cpus(), role.memory());
      }
    }
    var tenant = state.tenant(job.project.organization());
    tenant.held += sign * attempt.occupied.milli();
    State.project(tenant, job.project).held += sign * attempt.occupied.milli();
  }

  static void taskEnded(Attempt attempt, int task, Event.TaskEnding ending) {
    if (attempt.hasEnded[task]) {
      throw new IllegalStateException("Task " + task + " of " + attempt.id + " ended twice.");
    }
    attempt.hasEnded[task] = true;
    attempt.tasksLeft--;
    attempt.isLost |= ending instanceof Event.TaskEnding.Lost;
    attempt.hasFailed |= !ending.isSuccess();
    if (ending.at().isAfter(attempt.lastEndAt)) {
      attempt.lastEndAt = ending.at();
    }
  }

  static void attemptEnded(State state, AttemptId id) {
    var attempt = state.attempt(id);
    move(attempt, AttemptSignal.LAST_TASK_ENDED);
    var job = state.job(id.job());
    hold(state, job, -1);
    state.agenda.follow(job);
  }

  static void moved(State state, Event.JobMoved moved) {
    var job = state.job(moved.job());
    boolean wasQueued = job.isQueued();
    if (wasQueued) {
      state.queue.remove(job.waiting());
    }
    var ended = job.attempt;
    moveJob(job, moved.signal());
    if (ended != null) {
      job.failures += ended.outcome() == Outcome.TASK_FAILED ? 1 : 0;
      job.platformFaults += ended.outcome() == Outcome.PLATFORM_FAULT ? 1 : 0;
    }
    if (ended == null) {
      state.agenda.retry(job.notBefore, -1);
    }
    job.attempt = null;
    job.promised = null;
    job.notBefore = moved.notBefore().orElse(null);
    state.running.remove(job.id);
    if (job.state.isTerminal()) {
      finish(state, job);
    } else {
      state.agenda.retry(job.notBefore, 1);
      state.queue.add(job.waiting());
    }
  }

  private static void finish(State state, Job job) {
    state.jobs.remove(job.id);
    boolean isSuccess = job.state == JobState.SUCCEEDED;
    state.finished.put(job.id, new State.Finished(job.project.organization(), isSuccess));
    if (state.finished.size() > State.FINISHED_MAX) {
      state.finished.pollFirstEntry();
    }
    job.pending.forEach(
        dependency -> {
          var of = state.dependents.get(dependency);
          if (of != null && of.remove(job.id) && of.isEmpty()) {
            state.dependents.remove(dependency);
          }
        });
    var waiting = state.dependents.remove(job.id);
    if (waiting != null && isSuccess) {
      for (var id : waiting) {
        var dependent = state.job(id);
        dependent.pending.remove(job.id);
        if (dependent.isQueued()) {
          state.queue.add(dependent.waiting());
        }
      }
    } else if (waiting != null) {
      state.dependents.put(job.id, waiting);
    }
  }

  static void kept(State state, Job job, Placement placement) {
    var promise = Objects.requireNonNull(job.promised, "a promise");
    promised(state, job, new Promise(promise.startsAt(), Optional.of(placement)));
  }

  static void promised(State state, Job job, @Nullable Promise promise) {
    state.queue.remove(job.waiting());
    job.promised = promise;
    state.queue.add(job.waiting());
  }

  static void started(State state, Attempt attempt) {
    move(attempt, AttemptSignal.STARTED);
    attempt.startedAt = state.now;
  }

  static void stopRequested(State state, Event.StopRequested requested) {
    var attempt = state.attempt(requested.attempt());
    move(attempt, AttemptSignal.STOP_REQUESTED);
    if (attempt.cause == null || requested.cause().outranks(attempt.cause)) {
      attempt.cause = requested.cause();
    }
    if (attempt.killAt == null || requested.killAt().isBefore(attempt.killAt)) {
      attempt.killAt = requested.killAt();
    }
    state.agenda.follow(state.job(attempt.id.job()));
  }

  static void killRequested(State state, AttemptId id) {
    var attempt = state.attempt(id);
    move(attempt, AttemptSignal.GRACE_ENDED);
    attempt.isKilled = true;
    state.agenda.follow(state.job(id.job()));
  }

  private static void move(Attempt attempt, AttemptSignal signal) {
    attempt.state =
        Lifecycle.next(attempt.state, signal)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        attempt.id + " in " + attempt.state + " cannot take " + signal))
            .next();
  }

  private static void moveJob(Job job, JobSignal signal) {
    job.state =
        Lifecycle.next(job.state, signal)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        job.id + " in " + job.state + " cannot take " + signal));
  }
}
