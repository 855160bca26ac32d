package org.suanli.server.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.suanli.core.engine.Event;

/// Writes the rows that queries read, in the transaction that appends the events.
@FunctionalInterface
public interface Projection {
  /// Nothing but the journal.
  Projection NONE = (_, _, _) -> {};

  /// @param connection must be neither committed, rolled back nor closed
  /// @param firstSeq of the first event; the others follow without gaps
  void write(Connection connection, long firstSeq, List<Event.Stamped> events) throws SQLException;
}
