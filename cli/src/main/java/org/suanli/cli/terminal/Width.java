package org.suanli.cli.terminal;

/// How many columns text takes on a terminal.
///
/// East Asian wide and full-width characters and emoji take two (Unicode Standard Annex 11),
/// combining marks and control characters none, all others one.
public final class Width {
  private static final String ELLIPSIS = "…";

  /// First and last code points of the wide blocks, rising.
  private static final int[] WIDE = {
    0x1100, 0x115f, 0x231a, 0x231b, 0x2329, 0x232a, 0x23e9, 0x23ec, 0x25fd, 0x25fe, 0x2614, 0x2615,
    0x2648, 0x2653, 0x26a1, 0x26a1, 0x2705, 0x2705, 0x274c, 0x274c, 0x2753, 0x2755, 0x2e80, 0x303e,
    0x3041, 0x33ff, 0x3400, 0x4dbf, 0x4e00, 0x9fff, 0xa000, 0xa4cf, 0xa960, 0xa97c, 0xac00, 0xd7a3,
    0xf900, 0xfaff, 0xfe10, 0xfe19, 0xfe30, 0xfe6f, 0xff00, 0xff60, 0xffe0, 0xffe6, 0x1f300,
    0x1f64f, 0x1f680, 0x1f6ff, 0x1f900, 0x1faff, 0x20000, 0x3fffd
  };

  private Width() {}

  public static int of(String text) {
    return text.codePoints().map(Width::of).sum();
  }

  static int of(int codePoint) {
    if (codePoint >= 0x20 && codePoint < 0x7f) {
      return 1;
    }
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK ->
          0;
      default -> isWide(codePoint) ? 2 : 1;
    };
  }

  /// The text with blanks up to a width; as it is if it is wider.
  public static String pad(String text, int columns, boolean isRight) {
    var blanks = " ".repeat(Math.max(0, columns - of(text)));
    return isRight ? blanks + text : text + blanks;
  }

  /// The text, or as much of its beginning as fits with an ellipsis.
  ///
  /// @param columns at least one
  public static String truncate(String text, int columns) {
    if (of(text) <= columns) {
      return text;
    }
    var kept = new StringBuilder();
    int width = of(ELLIPSIS);
    for (int codePoint : text.codePoints().toArray()) {
      width += of(codePoint);
      if (width > columns) {
        break;
      }
      kept.appendCodePoint(codePoint);
    }
    return kept.append(ELLIPSIS).toString();
  }

  /// Text of others on one line: what could move the cursor or colour the screen becomes visible.
  public static String sanitize(String text) {
    var clean = new StringBuilder(text.length());
    for (int codePoint : text.codePoints().toArray()) {
      if (codePoint == '\n' || codePoint == '\t') {
        clean.append(' ');
      } else if (Character.isISOControl(codePoint)) {
        clean.append('\ufffd');
      } else {
        clean.appendCodePoint(codePoint);
      }
    }
    return clean.toString();
  }

  private static boolean isWide(int codePoint) {
    for (int index = 0; index < WIDE.length; index += 2) {
      if (codePoint < WIDE[index]) {
        return false;
      }
      if (codePoint <= WIDE[index + 1]) {
        return true;
      }
    }
    return false;
  }
}
