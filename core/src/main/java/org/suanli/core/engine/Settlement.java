package org.suanli.core.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.suanli.core.ledger.Books;
import org.suanli.core.ledger.Transfer;
import org.suanli.core.metering.Segment;
import org.suanli.core.supply.Rating;
import org.suanli.core.units.AcceleratorTime;
import org.suanli.core.units.AllocationId;
import org.suanli.core.units.Amount;
import org.suanli.core.units.Conversion;
import org.suanli.core.units.Megaflops;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.ProjectId;
import org.suanli.core.units.Window;

/// Reserves, charges, releases and credits what attempts use.
///
/// An attempt is paid one period ahead, by the allocation that expires first. A period is at most a
/// day, ends with the allocation's window, and is shortened to what the allocation can still pay.
/// At its end the exact use is charged and the rest released. What is used after the last period,
/// during the grace of a kill, is borne by the platform, so that charged never exceeds reserved.
final class Settlement {
  private static final Duration PERIOD = Duration.ofDays(1);

  /// Below this a reservation would cost more entries than it is worth.
  private static final long PERIOD_MILLIS_MIN = 1_000;

  /// What an unrated model counts for in fair share, which needs some figure: 100 TFLOPS.
  private static final Megaflops UNRATED = new Megaflops(100_000_000);

  /// An allocation that can pay, and until when.
  record Payer(AllocationId allocation, Instant until) {}

  private Settlement() {}

  /// Rated use for fair share; never charged.
  static Amount rated(AcceleratorTime used, Optional<Rating> rating) {
    return Conversion.toPflopsHours(used, rating.map(Rating::throughput).orElse(UNRATED));
  }

  /// The allocation that pays for this much of this model from now on.
  static Optional<Payer> payer(
      State state, ProjectId project, ModelName model, MilliAccelerators occupied, Instant from) {
    for (var id : state.tenant(project.organization()).payers()) {
      var page = state.books.page(id.allocation());
      var allocation = page.allocation();
      if (allocation.window().contains(from)
          && allocation.owner().includes(project)
          && allocation.grant().covers(model)) {
        var payer = affordable(state, page, model, occupied, from);
        if (payer.isPresent()) {
          return payer;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Payer> affordable(
      State state, Books.Page page, ModelName model, MilliAccelerators occupied, Instant from) {
    var allocation = page.allocation();
    long longest =
        Math.min(PERIOD.toMillis(), Duration.between(from, allocation.window().until()).toMillis());
    var rating = Optional.ofNullable(state.ratings.get(model));
    var available = state.books.available(allocation.id());
    long millis = affordableMillis(available, occupied, rating, longest);
    return millis >= Math.min(longest, PERIOD_MILLIS_MIN) && millis > 0
        ? Optional.of(new Payer(allocation.id(), from.plusMillis(millis)))
        : Optional.empty();
  }

  /// For how long an amount pays; what has no rating costs no PFLOPS-hours.
  static long affordableMillis(
      Amount available, MilliAccelerators occupied, Optional<Rating> rating, long longest) {
    boolean isFree = available.unit() == Amount.Unit.NANO_PFLOPS_HOURS && rating.isEmpty();
    return occupied.isZero() || isFree
        ? longest
        : Conversion.affordableMillis(
            available, occupied, rating.map(Rating::throughput).orElse(UNRATED), longest);
  }

  /// What an attempt has reserved of the time after an instant.
  static Amount paidAhead(State state, Attempt attempt, Instant now) {
    var allocation = java.util.Objects.requireNonNull(attempt.allocation);
    return now.isBefore(attempt.periodUntil)
        ? amount(state, attempt, new Window(now, attempt.periodUntil))
        : Amount.zero(state.books.available(allocation).unit());
  }

  /// Reserves the next period of an attempt.
  ///
  /// @return false if no allocation can pay; nothing was emitted then
  static boolean open(Turn turn, Job job) {
    var attempt = job.attempt().orElseThrow();
    var from = attempt.settledUntil;
    var payer = payer(turn.state, job.project, attempt.placement.model(), attempt.occupied, from);
    payer.ifPresent(found -> open(turn, job, found));
    return payer.isPresent();
  }

  /// Reserves the next period of an attempt from an allocation that was found to pay.
  static void open(Turn turn, Job job, Payer payer) {
    var attempt = job.attempt().orElseThrow();
    var from = attempt.settledUntil;
    var end = Optional.ofNullable(attempt.runUntil).filter(from::isBefore);
    var until = end.filter(payer.until()::isAfter).orElse(payer.until());
    turn.emit(new Event.PeriodOpened(attempt.id, payer.allocation(), until));
    var amount = amount(turn.state, attempt, new Window(from, until));
    turn.emit(
        new Event.Posted(
            Transfer.of(Transfer.Kind.RESERVE, payer.allocation(), amount, attempt.id)));
  }

  /// Charges an attempt's use up to an instant, and releases the rest of its reservation.
  static void settle(Turn turn, Attempt attempt, Instant until) {
    var allocation = attempt.allocation;
    if (allocation == null) {
      throw new IllegalStateException("The attempt " + attempt.id + " was never paid for.");
    }
    var paidUntil = until.isBefore(attempt.periodUntil) ? until : attempt.periodUntil;
    post(turn, attempt, Transfer.Kind.CHARGE, allocation, paidUntil);
    if (attempt.reserved > 0) {
      var rest = new Amount(turn.state.books.available(allocation).unit(), attempt.reserved);
      turn.emit(new Event.Posted(Transfer.of(Transfer.Kind.RELEASE, allocation, rest, attempt.id)));
    }
    post(turn, attempt, Transfer.Kind.BEAR, allocation, until);
  }

  private static void post(
      Turn turn, Attempt attempt, Transfer.Kind kind, AllocationId allocation, Instant until) {
    if (attempt.settledUntil.isBefore(until)) {
      var window = new Window(attempt.settledUntil, until);
      turn.emit(new Event.Posted(transfer(turn.state, attempt, kind, allocation, window)));
    }
  }

  /// Gives back what the platform's fault lost: the use since the last checkpoint, at most one
  /// declared interval, and at most what the attempt was charged.
  static void credit(Turn turn, Job job, Attempt attempt, Instant endedAt) {
    var allocation = attempt.allocation;
    var interval = job.demand.checkpoint().interval();
    if (allocation == null || interval.isEmpty() || !attempt.checkpointAt.isBefore(endedAt)) {
      return;
    }
    var earliest = endedAt.minus(interval.get());
    var from = attempt.checkpointAt.isAfter(earliest) ? attempt.checkpointAt : earliest;
    var kind =
        turn.state.books.page(allocation).isClosed()
            ? Transfer.Kind.CREDIT_LATE
            : Transfer.Kind.CREDIT;
    var credit = transfer(turn.state, attempt, kind, allocation, new Window(from, endedAt));
    if (credit.amount().value() > attempt.charged) {
      var most = new Amount(credit.amount().unit(), attempt.charged);
      credit =
          new Transfer(
              kind, allocation, most, credit.attempt(), credit.metered(), credit.ratingVersion());
    }
    if (!credit.amount().isZero()) {
      turn.emit(new Event.Posted(credit));
    }
  }

  private static Transfer transfer(
      State state, Attempt attempt, Transfer.Kind kind, AllocationId allocation, Window window) {
    return new Transfer(
        kind,
        allocation,
        amount(state, attempt, window),
        Optional.of(attempt.id),
        Optional.of(new Segment(attempt.placement.model(), attempt.occupied, window)),
        attempt.rating == null ? 0 : attempt.rating.version());
  }

  private static Amount amount(State state, Attempt attempt, Window window) {
    var used = new Segment(attempt.placement.model(), attempt.occupied, window).used();
    var unit = state.books.available(java.util.Objects.requireNonNull(attempt.allocation)).unit();
    return switch (unit) {
      case MILLI_ACCELERATOR_MILLIS -> Conversion.toCardTime(used);
      case NANO_PFLOPS_HOURS ->
          attempt.rating == null
              ? Amount.zero(unit)
              : Conversion.toPflopsHours(used, attempt.rating.throughput());
    };
  }
}
