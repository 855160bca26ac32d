package org.suanli.core.spec;

import java.util.List;
import java.util.Optional;

/// Finds the word that was probably meant: the least number of letters added, dropped, replaced or
/// swapped with their neighbour (optimal string alignment).
final class Spelling {
  /// Longer words are not compared, which bounds the work.
  private static final int LENGTH_MAX = 100;

  private Spelling() {}

  /// @param words the first of the nearest wins, one with the same first letter before others
  /// @return empty if none is within one letter in four, and one
  static Optional<String> nearest(String written, List<String> words) {
    if (written.isEmpty() || written.length() > LENGTH_MAX) {
      return Optional.empty();
    }
    int least = Integer.MAX_VALUE;
    Optional<String> nearest = Optional.empty();
    for (var word : words) {
      int distance = distance(written, word);
      int rank = 2 * distance + (word.charAt(0) == written.charAt(0) ? 0 : 1);
      if (distance <= 1 + written.length() / 4 && rank < least) {
        least = rank;
        nearest = Optional.of(word);
      }
    }
    return nearest;
  }

  static int distance(String one, String other) {
    int[][] cost = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      for (int j = 0; j <= other.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        boolean isSame = one.charAt(i - 1) == other.charAt(j - 1);
        int best =
            Math.min(
                cost[i - 1][j - 1] + (isSame ? 0 : 1),
                1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        if (i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1)) {
          best = Math.min(best, cost[i - 2][j - 2] + 1);
        }
        cost[i][j] = best;
      }
    }
    return cost[one.length()][other.length()];
  }
}
