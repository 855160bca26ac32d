package org.suanli.core.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.suanli.core.ledger.Account;
import org.suanli.core.ledger.Transfer;
import org.suanli.core.lifecycle.AttemptState;
import org.suanli.core.lifecycle.StopCause;
import org.suanli.core.scheduling.Decision;
import org.suanli.core.scheduling.Scheduler;
import org.suanli.core.spec.CheckpointPolicy;
import org.suanli.core.supply.Maintenance;
import org.suanli.core.units.AllocationId;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.Window;

/// What time alone brings: ends of periods, limits, graces, windows; then one scheduling cycle.
final class Passage {
  private Passage() {}

  /// @return whether scheduling came to its end; what it left over is due at once
  static boolean advance(Turn turn) {
    // 1. Renew or end what is paid for.
    for (var job : turn.state.agenda.due(turn.now)) {
      passPeriods(turn, job);
    }
    // 2. Close what has expired.
    for (var id : expired(turn)) {
      close(turn, id);
    }
    // 3. Enforce time limits, graces and maintenance.
    for (var job : turn.state.agenda.due(turn.now)) {
      enforce(turn, job);
    }
    for (var maintenance : List.copyOf(turn.state.maintenances.values())) {
      maintain(turn, maintenance);
    }
    // 4. Start, promise, preempt.
    var cycle = Scheduler.decide(new EnginePicture(turn.state, turn.now));
    boolean isDone = cycle.isComplete();
    for (var decision : cycle.decisions()) {
      isDone &= carryOut(turn, decision);
    }
    return isDone;
  }

  /// Settles each period that has passed and opens the next; where nobody pays, the attempt is
  /// asked to end.
  private static void passPeriods(Turn turn, Job job) {
    var attempt = job.attempt().orElseThrow();
    boolean isStopping = attempt.state == AttemptState.STOPPING;
    while (!isStopping && !attempt.periodUntil.isAfter(turn.now)) {
      Settlement.settle(turn, attempt, attempt.periodUntil);
      if (!Settlement.open(turn, job)) {
        Ending.stop(turn, job, StopCause.ALLOCATION_ENDED);
        return;
      }
    }
  }

  private static List<AllocationId> expired(Turn turn) {
    return turn.state.books.open().stream()
        .filter(page -> !page.allocation().window().until().isAfter(turn.now))
        .map(page -> page.allocation().id())
        .toList();
  }

  /// Closes an allocation and all below it: settles what they pay for, gives back the rest, and
  /// finds their attempts another payer or asks them to end.
  static void close(Turn turn, AllocationId id) {
    var closing = turn.state.books.openBelow(id);
    var affected = new ArrayList<Job>();
    for (var job : List.copyOf(turn.state.running.values())) {
      var attempt = job.attempt().orElseThrow();
      if (attempt.allocation != null && closing.contains(attempt.allocation)) {
        Settlement.settle(turn, attempt, turn.now);
        affected.add(job);
      }
    }
    closing.forEach(allocation -> closeSettled(turn, allocation));
    for (var job : affected) {
      boolean isStopping = job.attempt().orElseThrow().state == AttemptState.STOPPING;
      if (!isStopping && !Settlement.open(turn, job)) {
        Ending.stop(turn, job, StopCause.ALLOCATION_ENDED);
      }
    }
  }

  private static void closeSettled(Turn turn, AllocationId id) {
    var rest = turn.state.books.page(id).balance(Account.AVAILABLE);
    if (!rest.isZero()) {
      turn.emit(
          new Event.Posted(
              new Transfer(Transfer.Kind.EXPIRE, id, rest, Optional.empty(), Optional.empty(), 0)));
    }
    turn.emit(new Event.AllocationClosed(id));
  }

  private static void enforce(Turn turn, Job job) {
    var attempt = job.attempt().orElseThrow();
    if (attempt.state == AttemptState.STOPPING) {
      if (attempt.killAt != null && !attempt.isKilled && !attempt.killAt.isAfter(turn.now)) {
        turn.emit(new Event.KillRequested(attempt.id));
      }
    } else if (attempt.stopAt != null && !attempt.stopAt.isAfter(turn.now)) {
      Ending.stop(turn, job, StopCause.TIME_LIMIT);
    }
  }

  /// Ends what has passed, and asks what runs on the node to leave in time for it.
  private static void maintain(Turn turn, Maintenance maintenance) {
    var window = maintenance.window();
    if (!window.until().isAfter(turn.now)) {
      turn.emit(new Event.MaintenanceEnded(maintenance.id()));
    } else if (!window.from().minus(CheckpointPolicy.GRACE_MAX).isAfter(turn.now)) {
      for (var job : turn.state.attemptsOn(maintenance.node())) {
        if (!leaveAt(window, job).isAfter(turn.now)) {
          Ending.stop(turn, job, StopCause.DRAINED);
        }
      }
    }
  }

  /// When a job is asked to leave a node, so that its grace ends as the maintenance begins.
  private static Instant leaveAt(Window maintenance, Job job) {
    return maintenance.from().minus(job.demand.checkpoint().grace());
  }

  /// @return false if a start of the same cycle took what should have paid for this one: its room
  ///   is then free for others
  private static boolean carryOut(Turn turn, Decision decision) {
    switch (decision) {
      case Decision.Start(var id, var placement) -> {
        var job = turn.state.job(id);
        var occupied = job.demand.shape().occupied();
        var payer =
            Settlement.payer(turn.state, job.project, placement.model(), occupied, turn.now);
        if (payer.isEmpty()) {
          return false;
        }
        var attempt = new AttemptId(id, job.attempts + 1);
        turn.emit(new Event.AttemptPlaced(attempt, placement));
        Settlement.open(turn, job, payer.get());
      }
      case Decision.Preempt(var victim, _) ->
          Ending.stop(turn, turn.state.job(victim.job()), StopCause.PREEMPTED);
      case Decision.Promise(var id, var startsAt, var placement) -> {
        turn.emit(new Event.StartPromised(id, startsAt));
        turn.emit(new Event.RoomKept(id, placement));
      }
      case Decision.Withdraw(var id) -> turn.emit(new Event.PromiseWithdrawn(id));
    }
    return true;
  }

  /// @param advancedTo until when all that was due has been done
  static Optional<Instant> nextDue(State state, Instant advancedTo) {
    var next = state.agenda.nextDue().orElse(null);
    next = earlier(next, state.agenda.nextRetry(advancedTo).orElse(null));
    for (var page : state.books.open()) {
      next = earlier(next, nextBound(page.allocation().window(), advancedTo));
    }
    for (var maintenance : state.maintenances.values()) {
      next = earlier(next, nextOf(state, maintenance, advancedTo));
    }
    if (state.queue.hasPreempting()) {
      var minimum = state.policy.preemption().minimumRunTime();
      next = earlier(next, state.agenda.nextPreemptible(advancedTo, minimum).orElse(null));
    }
    return Optional.ofNullable(next);
  }

  /// Who has to leave is looked up once the longest grace may have begun, not before.
  private static Instant nextOf(State state, Maintenance maintenance, Instant advancedTo) {
    var window = maintenance.window();
    var earliest = window.from().minus(CheckpointPolicy.GRACE_MAX);
    if (earliest.isAfter(advancedTo)) {
      return earliest;
    }
    var next = nextBound(window, advancedTo);
    for (var job : state.attemptsOn(maintenance.node())) {
      var leave = leaveAt(window, job);
      next = leave.isAfter(advancedTo) && leave.isBefore(next) ? leave : next;
    }
    return next;
  }

  private static Instant nextBound(Window window, Instant advancedTo) {
    return window.from().isAfter(advancedTo) ? window.from() : window.until();
  }

  private static @Nullable Instant earlier(@Nullable Instant left, @Nullable Instant right) {
    if (left == null || right == null) {
      return left == null ? right : left;
    }
    return left.isBefore(right) ? left : right;
  }
}
