package org.suanli.core.units;

/// The form of identifiers that people choose.
final class Slug {
  private static final int LENGTH_MAX = 63;

  private Slug() {}

  static void require(String what, String value) {
    if (!isSlug(value)) {
      throw new IllegalArgumentException(
          "The name ("
              + value
              + ") of "
              + (what.startsWith("o") ? "an " : "a ")
              + what
              + " must be 1 to 63 characters of a-z, 0-9 and '-', starting with a letter or"
              + " digit.");
    }
  }

  private static boolean isSlug(String value) {
    if (value.isEmpty() || value.length() > LENGTH_MAX || value.charAt(0) == '-') {
      return false;
    }
    return value.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-');
  }
}
