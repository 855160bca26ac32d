package org.suanli.simulation;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/// Lengths of time as they are written on a command line: `30m`, `7d`.
final class Spans {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,9})([smhd])");

  private Spans() {}

  /// @throws IllegalArgumentException saying what it must be
  static Duration parse(String text) {
    var form = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "The time (" + text + ") must be a whole number and s, m, h or d, such as 30m or 7d.");
    }
    long number = Long.parseLong(form.group(1));
    return switch (form.group(2)) {
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }
}
