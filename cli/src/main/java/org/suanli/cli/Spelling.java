package org.suanli.cli;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Finds what was probably meant.
final class Spelling {
  private static final int EDITS_MAX = 3;

  private Spelling() {}

  /// The candidate that takes the fewest edits, the first of several; none if it takes more than
  /// three, or more than half of the word.
  static Optional<String> nearest(String word, List<String> candidates) {
    int most = Math.min(EDITS_MAX, Math.max(1, word.length() / 2));
    return candidates.stream()
        .filter(candidate -> edits(word, candidate) <= most)
        .min(Comparator.comparingInt(candidate -> edits(word, candidate)));
  }

  /// Letters to insert, delete or replace to make one from the other (Levenshtein).
  static int edits(String one, String other) {
    int[] above = new int[other.length() + 1];
    for (int column = 0; column <= other.length(); column++) {
      above[column] = column;
    }
    for (int row = 1; row <= one.length(); row++) {
      int[] here = new int[other.length() + 1];
      here[0] = row;
      for (int column = 1; column <= other.length(); column++) {
        int replaced =
            above[column - 1] + (one.charAt(row - 1) == other.charAt(column - 1) ? 0 : 1);
        here[column] = Math.min(replaced, Math.min(above[column], here[column - 1]) + 1);
      }
      above = here;
    }
    return above[other.length()];
  }
}
