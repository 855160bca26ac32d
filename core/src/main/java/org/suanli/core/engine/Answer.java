package org.suanli.core.engine;

import java.util.List;

/// What the engine says to a command.
public sealed interface Answer {

  /// The events, in order; already applied to the state. Empty if the command changed nothing.
  record Accepted(List<Event.Stamped> events) implements Answer {}

  record Refused(Rejected rejected) implements Answer {}
}
