package org.suanli.server.journal;

import org.jspecify.annotations.Nullable;

/// The connection broke while a commit was under way: the events may be kept or not. The leader
/// must take a new epoch, after which the answer cannot change any more, and read the journal anew.
public final class OutcomeUnknown extends RuntimeException {
  private static final long serialVersionUID = 1;

  OutcomeUnknown(@Nullable Throwable cause) {
    super("It is not known whether the journal kept the last events; it must be read anew.", cause);
  }
}
