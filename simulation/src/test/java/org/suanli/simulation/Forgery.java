package org.suanli.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.suanli.core.engine.Event;
import org.suanli.core.ledger.Transfer;
import org.suanli.core.units.Amount;

/// A forged journal.
///
/// @param name what is forged
/// @param wantRule what the refusal must name
/// @param forge makes the journal from the true one
record Forgery(String name, String wantRule, UnaryOperator<List<Event.Stamped>> forge) {
  @Override
  public String toString() {
    return name;
  }

  static boolean isPosted(Event event, Transfer.Kind kind) {
    return event instanceof Event.Posted(var transfer) && transfer.kind() == kind;
  }

  static Transfer withAmount(Transfer transfer, long value) {
    return new Transfer(
        transfer.kind(),
        transfer.allocation(),
        new Amount(transfer.amount().unit(), value),
        transfer.attempt(),
        transfer.metered(),
        transfer.ratingVersion());
  }

  /// Forges the first event of a kind.
  static <T extends Event> UnaryOperator<List<Event.Stamped>> changeFirst(
      Class<T> kind, Function<T, Event> change) {
    return at(kind::isInstance, e -> List.of(change.apply(kind.cast(e))));
  }

  /// Forges the first entry of a kind.
  static UnaryOperator<List<Event.Stamped>> changePosted(
      Transfer.Kind kind, UnaryOperator<Transfer> change) {
    return at(
        event -> isPosted(event, kind),
        e -> List.of(new Event.Posted(change.apply(((Event.Posted) e).transfer()))));
  }

  static <T extends Event> UnaryOperator<List<Event.Stamped>> insertBefore(
      Class<T> kind, Function<T, Event> inserted) {
    return at(kind::isInstance, e -> List.of(inserted.apply(kind.cast(e)), e));
  }

  static UnaryOperator<List<Event.Stamped>> repeat(Class<? extends Event> kind) {
    return at(kind::isInstance, e -> List.of(e, e));
  }

  static UnaryOperator<List<Event.Stamped>> drop(Predicate<Event> which) {
    return at(which, _ -> List.of());
  }

  /// Puts other events in the place of the first that is meant, at its instant.
  static UnaryOperator<List<Event.Stamped>> at(
      Predicate<Event> which, Function<Event, List<? extends Event>> change) {
    return events -> {
      var forged = new ArrayList<Event.Stamped>();
      boolean isDone = false;
      for (var stamped : events) {
        if (!isDone && which.test(stamped.event())) {
          for (var event : change.apply(stamped.event())) {
            forged.add(new Event.Stamped(stamped.at(), stamped.by(), event));
          }
          isDone = true;
        } else {
          forged.add(stamped);
        }
      }
      if (!isDone) {
        throw new IllegalStateException("There was nothing to forge.");
      }
      return forged;
    };
  }
}
