package org.suanli.core.engine;

import java.util.Optional;
import org.suanli.core.ledger.Transfer;

/// What entries of the books change, also of the attempts that they are about. Called by {@link
/// State#apply} alone.
final class Payments {
  private Payments() {}

  static void opened(State state, Event.PeriodOpened opened) {
    var attempt = state.attempt(opened.attempt());
    attempt.allocation = opened.allocation();
    attempt.periodUntil = opened.until();
    attempt.rating = state.ratings.get(attempt.placement.model());
    state.agenda.follow(state.job(attempt.id.job()));
  }

  static void posted(State state, Transfer transfer) {
    state.books.post(transfer);
    if (transfer.attempt().isPresent()) {
      var attempt = state.attempt(transfer.attempt().get());
      pay(state, attempt, transfer);
      state.agenda.follow(state.job(attempt.id.job()));
    }
  }

  private static void pay(State state, Attempt attempt, Transfer transfer) {
    long amount = transfer.amount().value();
    switch (transfer.kind()) {
      case RESERVE -> attempt.reserved += amount;
      case RELEASE -> {
        attempt.reserved -= amount;
        attempt.periodUntil = attempt.settledUntil;
      }
      case CHARGE -> {
        attempt.reserved -= amount;
        attempt.charged += amount;
        settled(state, attempt, transfer);
        attempt.periodUntil = attempt.settledUntil;
      }
      case BEAR -> settled(state, attempt, transfer);
      case GRANT, CREDIT, CREDIT_LATE, EXPIRE -> {}
    }
  }

  private static void settled(State state, Attempt attempt, Transfer transfer) {
    var segment = transfer.metered().orElseThrow();
    if (!segment.window().from().equals(attempt.settledUntil)) {
      throw new IllegalStateException(
          "The segment " + segment + " of " + attempt.id + " leaves a gap or overlaps.");
    }
    attempt.settledUntil = segment.window().until();
    state
        .tenant(state.job(attempt.id.job()).project.organization())
        .addUsage(
            state.now,
            Settlement.rated(segment.used(), Optional.ofNullable(attempt.rating)).value());
  }
}
