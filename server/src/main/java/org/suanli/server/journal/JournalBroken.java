package org.suanli.server.journal;

/// A row of the journal is not what was written, or cannot be understood. The server must stop: a
/// state that is built on it would be wrong.
public final class JournalBroken extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final long seq;
  private final String reason;

  JournalBroken(long seq, String reason) {
    super("Row " + seq + " of the journal: " + reason);
    this.seq = seq;
    this.reason = reason;
  }

  /// The first bad row.
  public long seq() {
    return seq;
  }

  /// What is wrong with it: a sentence.
  public String reason() {
    return reason;
  }
}
