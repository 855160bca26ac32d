package org.suanli.simulation;

import static org.suanli.simulation.Invariants.require;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.suanli.core.engine.Event;
import org.suanli.core.engine.StatementFeed;
import org.suanli.core.ledger.Statement;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.Window;

/// A statement of a time that has passed never changes: what is posted later is dated later.
final class StatementInvariants {
  private final List<Told> told = new ArrayList<>();

  private record Told(OrganizationId organization, Window window, String text) {}

  /// Keeps the statement of the time until now.
  void tell(List<Event.Stamped> journal, OrganizationId organization, Instant now) {
    var window = new Window(Instant.EPOCH, now);
    told.add(new Told(organization, window, text(journal, organization, window)));
  }

  /// @param journal what came of the journal that the statements were told of
  void requireUnchanged(List<Event.Stamped> journal) {
    for (var each : told) {
      var text = text(journal, each.organization, each.window);
      require(text.equals(each.text), "a statement of the past stays", each.window);
    }
  }

  private static String text(
      List<Event.Stamped> journal, OrganizationId organization, Window window) {
    var statement = new Statement(organization, window);
    for (int seq = 0; seq < journal.size(); seq++) {
      StatementFeed.accept(statement, seq, journal.get(seq));
    }
    return statement.text();
  }
}
