package org.suanli.server.journal;

import java.util.List;
import java.util.TreeSet;
import org.suanli.core.engine.Event;
import org.suanli.core.engine.State;
import org.suanli.server.loop.Seat;
import org.suanli.simulation.RandomCentre;

/// The events of random days, to be appended as the engine would have decided them.
final class Days {
  private final List<Event.Stamped> events;

  /// Rows after which no command is under way.
  private final TreeSet<Integer> ends = new TreeSet<>();

  /// @param least how many events there are at least
  Days(int least) {
    var random = new RandomCentre(Long.getLong("seed", 3));
    random.open();
    ends.add(random.centre().journal().size());
    while (random.centre().journal().size() < least) {
      random.step();
      ends.add(random.centre().journal().size());
    }
    events = random.centre().journal();
  }

  int size() {
    return events.size();
  }

  Event.Stamped event(int index) {
    return events.get(index);
  }

  /// A row, or the first one after it, after which no command is under way.
  int end(int row) {
    return ends.tailSet(row).first();
  }

  State state(int rows) {
    var state = new State();
    events.subList(0, rows).forEach(state::apply);
    return state;
  }

  void append(Seat.Term term, int from, int until) {
    int row = from;
    for (int end : ends.subSet(from, false, until, true)) {
      var batch = events.subList(row, end);
      batch.forEach(term.engine().state()::apply);
      term.append(batch);
      row = end;
    }
  }
}
