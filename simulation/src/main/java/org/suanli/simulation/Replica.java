package org.suanli.simulation;

import java.util.List;
import org.suanli.core.engine.Codec;
import org.suanli.core.engine.Event;
import org.suanli.core.engine.State;

/// A state led by the journal's bytes alone, as another server would lead it.
final class Replica {
  private State state = new State();
  private int applied;
  private int copies;

  /// Follows a journal up to its end, and must then be the same to the byte.
  ///
  /// @throws IllegalStateException naming the first line in which the two states differ
  State follow(List<Event.Stamped> journal, State original) {
    for (; applied < journal.size(); applied++) {
      var stamped = journal.get(applied);
      var event = stamped.event();
      var again = Codec.decode(Codec.typeOf(event), Codec.VERSION, Codec.encode(event));
      state.apply(new Event.Stamped(stamped.at(), stamped.by(), again));
    }
    requireSame(original, state, "replayed from the journal");
    return state;
  }

  /// Keeps a copy, which follows from here on while the state itself goes on elsewhere: in turns a
  /// copy in memory, and one made of the lines that the state tells.
  void keepCopy() {
    copies++;
    var copy = copies % 2 == 0 ? state.copy() : State.of(state.toText().lines().toList());
    requireSame(state, copy, "copied");
    copy.requireIndexed();
    state = copy;
  }

  private static void requireSame(State want, State is, String how) {
    var wantText = want.toText();
    var text = is.toText();
    if (!text.equals(wantText)) {
      var wantLines = wantText.lines().toList();
      var lines = text.lines().toList();
      int line = 0;
      while (line < lines.size()
          && line < wantLines.size()
          && lines.get(line).equals(wantLines.get(line))) {
        line++;
      }
      throw new IllegalStateException(
          "The state "
              + how
              + " must be the same.\nwant: "
              + (line < wantLines.size() ? wantLines.get(line) : "nothing more")
              + "\nis:   "
              + (line < lines.size() ? lines.get(line) : "nothing more"));
    }
  }
}
