package org.suanli.server.loop;

import java.sql.Connection;
import java.sql.SQLException;
import org.suanli.core.engine.Event;
import org.suanli.core.ledger.Transfer;

/// Entries of the books. Written after allocations and jobs, whose organization and project they
/// take over.
final class LedgerRows {
  private final Rows entries =
      new Rows(
          """
          INSERT INTO ledger_entry (seq, at, organization, project, member, allocation, kind, unit,
            amount, job, attempt, metered_model, metered_milli, metered_from, metered_until,
            rating_version)
          VALUES (?, ?, (SELECT organization FROM allocation WHERE id = ?),
            (SELECT project FROM job WHERE id = ?), (SELECT member FROM job WHERE id = ?),
            ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """);

  void take(long seq, Event.Stamped stamped) {
    if (stamped.event() instanceof Event.Posted(Transfer transfer)) {
      var job = transfer.attempt().map(attempt -> attempt.job().value());
      var metered = transfer.metered();
      entries.add(
          seq,
          stamped.at(),
          transfer.allocation().value(),
          job,
          job,
          transfer.allocation().value(),
          transfer.kind().name(),
          transfer.amount().unit().name(),
          transfer.amount().value(),
          job,
          transfer.attempt().map(attempt -> attempt.number()),
          metered.map(segment -> segment.model().value()),
          metered.map(segment -> segment.held().milli()),
          metered.map(segment -> segment.window().from()),
          metered.map(segment -> segment.window().until()),
          transfer.ratingVersion());
    }
  }

  void write(Connection connection) throws SQLException {
    entries.execute(connection);
  }
}
