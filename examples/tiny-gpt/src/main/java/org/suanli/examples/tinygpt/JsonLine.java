package org.suanli.examples.tinygpt;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/// One JSON object on one line of ASCII, fields in the order of the calls.
final class JsonLine {
  /// Enough to compare losses, few enough to read.
  private static final MathContext DIGITS = new MathContext(7, RoundingMode.HALF_EVEN);

  private final StringBuilder text = new StringBuilder("{");

  JsonLine with(String name, long value) {
    return raw(name, Long.toString(value));
  }

  /// Seven significant digits; null where the value is not finite, since JSON has no such number.
  JsonLine with(String name, double value) {
    boolean isFinite = Double.isFinite(value);
    return raw(name, isFinite ? new BigDecimal(value).round(DIGITS).toString() : "null");
  }

  JsonLine with(String name, String value) {
    return raw(name, quoted(value));
  }

  private JsonLine raw(String name, String value) {
    text.append(text.length() > 1 ? "," : "").append(quoted(name)).append(':').append(value);
    return this;
  }

  private static String quoted(String value) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        default -> {
          boolean isPlain = c >= ' ' && c <= '~';
          quoted.append(isPlain ? String.valueOf(c) : "\\u%04x".formatted((int) c));
        }
      }
    }
    return quoted.append('"').toString();
  }

  @Override
  public String toString() {
    return text + "}";
  }
}
