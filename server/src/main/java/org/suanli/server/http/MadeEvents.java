package org.suanli.server.http;

import java.util.List;
import org.suanli.core.engine.Event;

/// Reads what was made durable.
@FunctionalInterface
public interface MadeEvents {
  /// @param first the number of a row of the journal
  /// @param last that of the last one
  List<Event> read(long first, long last);
}
