package org.suanli.cli.terminal;

import java.io.InputStream;
import java.io.PrintStream;

/// Where a command reads and writes.
///
/// @param isOutTerminal whether a person reads the output; if not, nothing is truncated or coloured
/// @param isErrTerminal whether a person reads the messages; if not, no progress is shown
/// @param hasColor whether output may be coloured
/// @param columns of the terminal; not read unless output goes to one
public record Terminal(
    InputStream in,
    PrintStream out,
    PrintStream err,
    boolean isOutTerminal,
    boolean isErrTerminal,
    boolean hasColor,
    int columns) {
  /// Where nothing tells.
  public static final int COLUMNS_DEFAULT = 80;

  /// The width that lines are fitted to: that of the terminal, or none.
  public int columnsMax() {
    return isOutTerminal ? columns : Integer.MAX_VALUE;
  }

  /// Coloured if colours are shown.
  public String paint(Ink ink, String text) {
    return hasColor ? ink.paint(text) : text;
  }
}
