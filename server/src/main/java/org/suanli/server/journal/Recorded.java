package org.suanli.server.journal;

import org.suanli.core.engine.Event;

/// An event in its place in the journal.
///
/// @param seq from 1, without gaps
/// @param epoch of the leader that appended it
public record Recorded(long seq, long epoch, Event.Stamped stamped) {}
