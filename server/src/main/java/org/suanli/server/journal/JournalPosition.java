package org.suanli.server.journal;

/// A row of the journal and its hash. Whoever keeps one elsewhere can later prove that nothing up
/// to it was changed.
///
/// @param seq 0 before the first row
/// @param hash 64 hexadecimal digits, lower case
public record JournalPosition(long seq, String hash) {
  public JournalPosition {
    if (seq < 0) {
      throw new IllegalArgumentException("The row (" + seq + ") must be 0 or more.");
    }
    if (!hash.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "The hash (" + hash + ") must be 64 hexadecimal digits in lower case.");
    }
  }

  /// @param line as {@link #toString} gives it
  public static JournalPosition parse(String line) {
    int space = line.indexOf(' ');
    if (space < 0) {
      throw new IllegalArgumentException("The line (" + line + ") must be a row and its hash.");
    }
    return new JournalPosition(
        Long.parseLong(line.substring(0, space)), line.substring(space + 1).strip());
  }

  @Override
  public String toString() {
    return seq + " " + hash;
  }
}
