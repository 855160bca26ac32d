package org.suanli.server.loop;

import java.util.List;
import org.suanli.core.engine.Engine;
import org.suanli.core.engine.Event;

/// The leader's seat. At most one server sits on it at a time; whoever does owns the engine.
public interface Seat {

  /// Waits until this server leads, and reads what the journal holds.
  Term take() throws InterruptedException;

  /// One stretch of leading, under one epoch.
  interface Term extends AutoCloseable {
    Engine engine();

    /// The fencing token: rises with every term of any server.
    long epoch();

    /// Whether the lease still runs by this machine's monotonic clock. A term that is not held any
    /// more must not answer; its appends fail in any case.
    boolean isHeld();

    /// Makes events durable, with what queries read, in one transaction.
    ///
    /// @param keyed noted at the keys of requests, in the same transaction
    /// @throws NotLeader if another term has begun; nothing was kept
    /// @throws RuntimeException if it is not known whether they were kept: the engine must be read
    ///   anew
    void append(List<Event.Stamped> events, List<KeyedEvents> keyed);

    /// The same for events that no request with a key brought.
    default void append(List<Event.Stamped> events) {
      append(events, List.of());
    }

    /// Gives the lease back, if it is still held.
    @Override
    void close();
  }
}
