package org.suanli.core.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.suanli.core.units.MemberId;

/// One command being decided: its instant, its author, and the events so far, each applied as it is
/// emitted.
final class Turn {
  final State state;
  final Instant now;
  final MemberId by;
  private final List<Event.Stamped> events = new ArrayList<>();

  Turn(State state, Instant now, MemberId by) {
    this.state = state;
    this.now = now;
    this.by = by;
  }

  void emit(Event event) {
    var stamped = new Event.Stamped(now, by, event);
    state.apply(stamped);
    events.add(stamped);
  }

  List<Event.Stamped> events() {
    return List.copyOf(events);
  }
}
