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
import org.suanli.core.supply.Maintenance;
import org.suanli.core.units.AllocationId;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.Window;

/// What time alone brings: ends of periods, limits, graces, windows; then one scheduling cycle.
final class Passage {
  private Passage() {}

  static void advance(Turn turn) {
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
    for (var decision : Scheduler.decide(new EnginePicture(turn.state, turn.now)).decisions()) {
      carryOut(turn, decision);
    }
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

  /// Settles what an allocation pays for, closes it, and finds its attempts another payer or asks
  /// them to end.
  static void close(Turn turn, AllocationId id) {
    var affected = new ArrayList<Job>();
    for (var job : List.copyOf(turn.state.running.values())) {
      var attempt = job.attempt().orElseThrow();
      if (id.equals(attempt.allocation)) {
        Settlement.settle(turn, attempt, turn.now);
        affected.add(job);
      }
    }
    var rest = turn.state.books.page(id).balance(Account.AVAILABLE);
    if (!rest.isZero()) {
      turn.emit(
          new Event.Posted(
              new Transfer(Transfer.Kind.EXPIRE, id, rest, Optional.empty(), Optional.empty(), 0)));
    }
    turn.emit(new Event.AllocationClosed(id));
    for (var job : affected) {
      boolean isStopping = job.attempt().orElseThrow().state == AttemptState.STOPPING;
      if (!isStopping && !Settlement.open(turn, job)) {
        Ending.stop(turn, job, StopCause.ALLOCATION_ENDED);
      }
    }
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

  private static void maintain(Turn turn, Maintenance maintenance) {
    if (!maintenance.window().until().isAfter(turn.now)) {
      turn.emit(new Event.MaintenanceEnded(maintenance.id()));
    } else if (maintenance.window().contains(turn.now)) {
      for (var job : turn.state.attemptsOn(maintenance.node())) {
        Ending.stop(turn, job, StopCause.DRAINED);
      }
    }
  }

  private static void carryOut(Turn turn, Decision decision) {
    switch (decision) {
      case Decision.Start(var id, var placement) -> {
        var job = turn.state.job(id);
        var occupied = job.demand.shape().occupied();
        Settlement.payer(turn.state, job.project, placement.model(), occupied, turn.now)
            .ifPresent(
                payer -> {
                  var attempt = new AttemptId(id, job.attempts + 1);
                  turn.emit(new Event.AttemptPlaced(attempt, placement));
                  Settlement.open(turn, job, payer);
                });
      }
      case Decision.Preempt(var victim, _) ->
          Ending.stop(turn, turn.state.job(victim.job()), StopCause.PREEMPTED);
      case Decision.Promise(var id, var startsAt) ->
          turn.emit(new Event.StartPromised(id, startsAt));
    }
  }

  /// @param advancedTo until when all that was due has been done
  static Optional<Instant> nextDue(State state, Instant advancedTo) {
    var next = state.agenda.nextDue().orElse(null);
    next = earlier(next, state.agenda.nextRetry(advancedTo).orElse(null));
    for (var page : state.books.open()) {
      next = earlier(next, nextBound(page.allocation().window(), advancedTo));
    }
    for (var maintenance : state.maintenances.values()) {
      next = earlier(next, nextBound(maintenance.window(), advancedTo));
    }
    return Optional.ofNullable(next);
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
