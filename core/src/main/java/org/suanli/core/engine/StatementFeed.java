package org.suanli.core.engine;

import org.suanli.core.ledger.Statement;

/// Feeds a statement from the journal, or from a table of the same events.
public final class StatementFeed {
  private StatementFeed() {}

  /// Hands over what matters to statements; other events are passed by.
  ///
  /// @param seq the event's number in the journal
  public static void accept(Statement statement, long seq, Event.Stamped stamped) {
    switch (stamped.event()) {
      case Event.AllocationGranted(var allocation) -> statement.granted(allocation);
      case Event.RatingPublished(var rating) -> statement.rated(rating);
      case Event.PricePublished(int version, var perPflopsHour) ->
          statement.priced(version, perPflopsHour, stamped.at());
      case Event.Posted(var transfer) -> statement.posted(seq, stamped.at(), transfer);
      // Whatever else comes to exist moves money only by these four.
      default -> {}
    }
  }

  /// Whether an event matters to statements, so that a table of those alone is enough.
  public static boolean isFed(Event event) {
    return event instanceof Event.AllocationGranted
        || event instanceof Event.RatingPublished
        || event instanceof Event.PricePublished
        || event instanceof Event.Posted;
  }
}
