package org.suanli.simulation.trace;

import java.util.ArrayList;
import java.util.List;

/// What is wrong in a file, by line. Owned by one reader.
public final class Findings {
  /// Who sees as many has understood, and a file of another kind is wrong in every line.
  private static final int MESSAGES_MAX = 20;

  private final String file;
  private final boolean isLenient;
  private final List<String> messages = new ArrayList<>();
  private int found;
  private int lines;
  private long lastLine = -1;

  /// @param file its name, for people
  /// @param isLenient whether wrong lines are left out and counted
  public Findings(String file, boolean isLenient) {
    this.file = file;
    this.isLenient = isLenient;
  }

  /// Notes what is wrong in a line.
  ///
  /// @param message a sentence with the field, its value and what it must be
  public void add(long line, String message) {
    found++;
    lines += line == lastLine ? 0 : 1;
    lastLine = line;
    if (messages.size() < MESSAGES_MAX) {
      messages.add(file + ":" + line + ": " + message);
    }
  }

  /// How many lines are wrong.
  public int lines() {
    return lines;
  }

  /// @throws MalformedTraceException naming what is wrong, unless wrong lines are left out
  public void requireNone() {
    if (found == 0 || isLenient) {
      return;
    }
    var all = new ArrayList<>(messages);
    if (found > messages.size()) {
      all.add("and " + (found - messages.size()) + " more.");
    }
    all.add("Maybe use --lenient, which leaves such lines out and counts them.");
    throw new MalformedTraceException(all);
  }
}
