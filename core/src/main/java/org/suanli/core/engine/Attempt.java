package org.suanli.core.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.suanli.core.lifecycle.AttemptState;
import org.suanli.core.lifecycle.Outcome;
import org.suanli.core.lifecycle.StopCause;
import org.suanli.core.spec.Demand;
import org.suanli.core.supply.Placement;
import org.suanli.core.supply.Rating;
import org.suanli.core.units.AllocationId;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.MilliAccelerators;

/// An attempt that has not ended. Changed by {@link State#apply} alone.
public final class Attempt {
  final AttemptId id;
  final Placement placement;
  final MilliAccelerators occupied;
  final Instant placedAt;
  final boolean[] hasEnded;
  int tasksLeft;
  AttemptState state = AttemptState.LAUNCHING;
  @Nullable Instant startedAt;
  Instant checkpointAt;
  Instant lastEndAt;
  boolean isLost;
  boolean hasFailed;
  @Nullable StopCause cause;
  @Nullable Instant killAt;
  boolean isKilled;

  // What is paid: everything before settledUntil; what is reserved: until periodUntil.
  Instant settledUntil;
  Instant periodUntil;
  @Nullable AllocationId allocation;
  @Nullable Rating rating;
  long reserved;
  long charged;

  // By its time limit: when it is asked to end, and when it must have ended.
  final @Nullable Instant stopAt;
  final @Nullable Instant runUntil;

  // Where the agenda has it.
  Agenda.@Nullable Entry due;

  Attempt(AttemptId id, Placement placement, Demand demand, Instant placedAt) {
    this.id = id;
    this.placement = placement;
    occupied = placement.occupied();
    runUntil = demand.longestRun().map(placedAt::plus).orElse(null);
    stopAt = runUntil == null ? null : runUntil.minus(demand.checkpoint().grace());
    this.placedAt = placedAt;
    hasEnded = new boolean[placement.tasks().size()];
    tasksLeft = hasEnded.length;
    checkpointAt = placedAt;
    lastEndAt = placedAt;
    settledUntil = placedAt;
    periodUntil = placedAt;
  }

  Attempt(Fact.LiveAttempt fact, Demand demand) {
    this(fact.attempt(), fact.placement(), demand, fact.placedAt());
    for (int task = 0; task < hasEnded.length; task++) {
      hasEnded[task] = fact.hasEnded().get(task);
      tasksLeft -= hasEnded[task] ? 1 : 0;
    }
    state = fact.state();
    startedAt = fact.startedAt().orElse(null);
    checkpointAt = fact.checkpointAt();
    lastEndAt = fact.lastEndAt();
    isLost = fact.fate().isLost();
    hasFailed = fact.fate().hasFailed();
    cause = fact.fate().cause().orElse(null);
    killAt = fact.fate().killAt().orElse(null);
    isKilled = fact.fate().isKilled();
    settledUntil = fact.paid().settledUntil();
    periodUntil = fact.paid().periodUntil();
    allocation = fact.paid().allocation().orElse(null);
    rating = fact.paid().rating().orElse(null);
    reserved = fact.paid().reserved();
    charged = fact.paid().charged();
  }

  Fact.LiveAttempt toFact() {
    var ended = new ArrayList<Boolean>();
    for (boolean has : hasEnded) {
      ended.add(has);
    }
    return new Fact.LiveAttempt(
        id,
        placement,
        state,
        List.copyOf(ended),
        placedAt,
        Optional.ofNullable(startedAt),
        checkpointAt,
        lastEndAt,
        new Fact.Fate(
            isLost, hasFailed, Optional.ofNullable(cause), Optional.ofNullable(killAt), isKilled),
        new Fact.Paid(
            settledUntil,
            periodUntil,
            Optional.ofNullable(allocation),
            Optional.ofNullable(rating),
            reserved,
            charged));
  }

  Attempt(Attempt other) {
    id = other.id;
    placement = other.placement;
    occupied = other.occupied;
    placedAt = other.placedAt;
    hasEnded = other.hasEnded.clone();
    tasksLeft = other.tasksLeft;
    state = other.state;
    startedAt = other.startedAt;
    checkpointAt = other.checkpointAt;
    lastEndAt = other.lastEndAt;
    isLost = other.isLost;
    hasFailed = other.hasFailed;
    cause = other.cause;
    killAt = other.killAt;
    isKilled = other.isKilled;
    settledUntil = other.settledUntil;
    periodUntil = other.periodUntil;
    allocation = other.allocation;
    rating = other.rating;
    reserved = other.reserved;
    charged = other.charged;
    stopAt = other.stopAt;
    runUntil = other.runUntil;
  }

  public AttemptId id() {
    return id;
  }

  public Placement placement() {
    return placement;
  }

  public AttemptState state() {
    return state;
  }

  public Instant placedAt() {
    return placedAt;
  }

  public Optional<Instant> startedAt() {
    return Optional.ofNullable(startedAt);
  }

  /// The latest end, by its time limit or its grace; empty without a limit.
  Optional<Instant> endsAt() {
    return switch (state) {
      case ENDED -> Optional.empty();
      case STOPPING -> killAt();
      case LAUNCHING, RUNNING -> Optional.ofNullable(runUntil);
    };
  }

  public Optional<StopCause> cause() {
    return Optional.ofNullable(cause);
  }

  public Optional<Instant> killAt() {
    return Optional.ofNullable(killAt);
  }

  public boolean hasEnded(int task) {
    return hasEnded[task];
  }

  public MilliAccelerators occupied() {
    return occupied;
  }

  /// The allocation that pays its present period.
  public Optional<AllocationId> payer() {
    return Optional.ofNullable(allocation);
  }

  /// What of the present period is paid ahead and not charged yet, in the payer's unit.
  public long reserved() {
    return reserved;
  }

  /// How it ended, once its last task has.
  ///
  /// A clean end of every task is a success, whatever was asked of it meanwhile, except by a
  /// cancellation. Where a node died under a gang, what its other tasks did about it is no failure
  /// of theirs: it may come to be known only after they gave up.
  Outcome outcome() {
    if (cause == StopCause.CANCELLED) {
      return Outcome.CANCELLED;
    }
    if (!hasFailed) {
      return Outcome.SUCCEEDED;
    }
    if (cause == null || cause == StopCause.TASK_FAILED || cause == StopCause.NODE_FAILED) {
      return isLost ? Outcome.PLATFORM_FAULT : Outcome.TASK_FAILED;
    }
    return Outcome.of(cause);
  }
}
