package org.suanli.core.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.suanli.core.lifecycle.JobSignal;
import org.suanli.core.lifecycle.Outcome;
import org.suanli.core.lifecycle.StopCause;
import org.suanli.core.units.NodeId;

/// How tasks, attempts and jobs come to their end.
final class Ending {
  /// An attempt that the platform lost does not count against the job's retries; this bounds it all
  /// the same.
  private static final int PLATFORM_FAULTS_MAX = 100;

  private static final Duration BACKOFF_FIRST = Duration.ofSeconds(2);
  private static final Duration BACKOFF_MAX = Duration.ofMinutes(10);

  private Ending() {}

  /// Asks an attempt to end, unless it was asked for as good a reason before. Asking again does not
  /// prolong its grace.
  static void stop(Turn turn, Job job, StopCause cause) {
    var attempt = job.attempt().orElseThrow();
    if (attempt.cause == null || cause.outranks(attempt.cause)) {
      var graceEnd = turn.now.plus(job.demand.checkpoint().grace());
      var killAt = attempt.killAt().filter(graceEnd::isAfter).orElse(graceEnd);
      turn.emit(new Event.StopRequested(attempt.id, cause, killAt));
    }
  }

  /// Everything that ran on a node ended when the node died; the rest of each gang is asked to end.
  static void nodeDied(Turn turn, Job job, NodeId node, String evidence) {
    var attempt = job.attempt().orElseThrow();
    boolean isHit = false;
    for (int task = 0; task < attempt.hasEnded.length; task++) {
      if (!attempt.hasEnded[task] && attempt.placement.tasks().get(task).node().equals(node)) {
        var lost =
            new Event.TaskEnding.Lost("node " + node.name() + " is down: " + evidence, turn.now);
        turn.emit(new Event.TaskEnded(attempt.id, task, lost));
        isHit = true;
      }
    }
    if (isHit) {
      conclude(turn, job, StopCause.NODE_FAILED);
    }
  }

  /// One task ended. The instant is held within what is not settled yet and now.
  static void taskEnded(Turn turn, Job job, int task, Event.TaskEnding reported) {
    var attempt = job.attempt().orElseThrow();
    if (attempt.hasEnded[task]) {
      return;
    }
    var ending = withinSettled(attempt, reported, turn.now);
    turn.emit(new Event.TaskEnded(attempt.id, task, ending));
    switch (ending) {
      case Event.TaskEnding.Exited(int code, _) when code == 0 -> concludeIfLast(turn, job);
      case Event.TaskEnding.Exited _ -> conclude(turn, job, StopCause.TASK_FAILED);
      case Event.TaskEnding.Lost _ -> conclude(turn, job, StopCause.NODE_FAILED);
    }
  }

  private static Event.TaskEnding withinSettled(
      Attempt attempt, Event.TaskEnding ending, Instant now) {
    var reported = ending.at().truncatedTo(ChronoUnit.MILLIS);
    var at = reported.isAfter(now) ? now : reported;
    var within = at.isBefore(attempt.settledUntil) ? attempt.settledUntil : at;
    return switch (ending) {
      case Event.TaskEnding.Exited(int code, _) -> new Event.TaskEnding.Exited(code, within);
      case Event.TaskEnding.Lost(String evidence, _) -> new Event.TaskEnding.Lost(evidence, within);
    };
  }

  /// After a failure: the attempt ends if this was its last task, else the others are asked to end.
  private static void conclude(Turn turn, Job job, StopCause cause) {
    if (job.attempt().orElseThrow().tasksLeft > 0) {
      stop(turn, job, cause);
    } else {
      concludeIfLast(turn, job);
    }
  }

  private static void concludeIfLast(Turn turn, Job job) {
    var attempt = job.attempt().orElseThrow();
    if (attempt.tasksLeft > 0) {
      return;
    }
    var outcome = attempt.outcome();
    var endedAt =
        attempt.lastEndAt.isBefore(attempt.settledUntil) ? attempt.settledUntil : attempt.lastEndAt;
    turn.emit(new Event.AttemptEnded(attempt.id, outcome, endedAt));
    Settlement.settle(turn, attempt, endedAt);
    if (outcome == Outcome.PLATFORM_FAULT) {
      Settlement.credit(turn, job, attempt, endedAt);
    }
    afterAttempt(turn, job, outcome);
  }

  private static void afterAttempt(Turn turn, Job job, Outcome outcome) {
    int failures = job.failures + (outcome == Outcome.TASK_FAILED ? 1 : 0);
    int faults = job.platformFaults + (outcome == Outcome.PLATFORM_FAULT ? 1 : 0);
    boolean isExhausted =
        outcome == Outcome.TASK_FAILED && failures > job.demand.retries()
            || faults > PLATFORM_FAULTS_MAX;
    if (isExhausted) {
      moveJob(turn, job, JobSignal.ATTEMPT_FAILED, Optional.empty());
    } else if (outcome == Outcome.TASK_FAILED) {
      moveJob(turn, job, outcome.signal(), Optional.of(turn.now.plus(backoff(failures))));
    } else {
      moveJob(turn, job, outcome.signal(), Optional.empty());
    }
  }

  /// Doubles with every failure.
  private static Duration backoff(int failures) {
    var backoff = BACKOFF_FIRST.multipliedBy(1L << Math.min(failures - 1, 20));
    return backoff.compareTo(BACKOFF_MAX) < 0 ? backoff : BACKOFF_MAX;
  }

  /// Moves a job on; if that ends it without success, the jobs that depend on it are cancelled, and
  /// those that depend on them. Chains are long, so they are walked, not descended.
  static void moveJob(Turn turn, Job job, JobSignal signal, Optional<Instant> notBefore) {
    turn.emit(new Event.JobMoved(job.id, signal, notBefore));
    var ended = new ArrayDeque<Job>();
    for (Job next = job; next != null; next = ended.poll()) {
      var orphans = turn.state.dependents.get(next.id);
      if (next.state.isTerminal() && orphans != null) {
        for (var id : List.copyOf(orphans)) {
          ended.add(turn.state.job(id));
          turn.emit(new Event.JobMoved(id, JobSignal.DEPENDENCY_FAILED, Optional.empty()));
        }
      }
    }
  }
}
