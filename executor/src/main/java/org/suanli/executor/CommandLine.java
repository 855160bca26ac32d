package org.suanli.executor;

import java.util.List;

/// What a task executes.
public sealed interface CommandLine {

  /// A program and its arguments, given as they are.
  ///
  /// @param words the program first; no NUL characters
  record Arguments(List<String> words) implements CommandLine {
    public Arguments {
      words = List.copyOf(words);
      if (words.isEmpty() || words.getFirst().isEmpty()) {
        throw new IllegalArgumentException("A command must name a program.");
      }
      words.forEach(CommandLine::requireNoNul);
    }
  }

  /// A text for `sh -c`.
  ///
  /// @param text not blank; no NUL characters
  record Shell(String text) implements CommandLine {
    public Shell {
      if (text.isBlank()) {
        throw new IllegalArgumentException("A command must not be blank.");
      }
      requireNoNul(text);
    }
  }

  private static void requireNoNul(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("A command must not hold a NUL character.");
    }
  }
}
