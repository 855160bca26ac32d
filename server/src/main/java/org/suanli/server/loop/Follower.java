package org.suanli.server.loop;

import java.util.List;
import org.suanli.core.engine.Event;
import org.suanli.core.engine.State;

/// Is told what has become durable, on the engine's thread: must be quick, must not keep the state.
public interface Follower {

  /// A term has begun. What earlier terms were told may have been lost on the way to the world, so
  /// everything that is to hold now is to be asked for once more.
  ///
  /// @param epoch of the term
  default void began(long epoch, State state) {}

  /// @param events in the order of the journal; at least one
  /// @param state after all of them
  void committed(List<Event.Stamped> events, State state);
}
