package org.suanli.server.journal;

/// What a check of the whole journal found.
public sealed interface Verification {

  /// Every row is what was written, follows the one before it, and can be understood.
  ///
  /// @param head the last row; its seq is their number
  record Sound(JournalPosition head) implements Verification {}

  /// @param seq the first bad row
  /// @param reason what is wrong with it
  /// @param last the last good row before it
  record Broken(long seq, String reason, JournalPosition last) implements Verification {}
}
