package org.suanli.cli.command;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.regex.Pattern;
import org.suanli.cli.terminal.Failure;

/// Times as people type them.
final class Moments {
  private static final Pattern AGO = Pattern.compile("([1-9][0-9]{0,5})([mhdw])");
  private static final Pattern MONTH = Pattern.compile("[0-9]{4}-[0-9]{2}");
  private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

  private Moments() {}

  /// `90m`, `24h`, `7d` or `2w` ago; a day or a month at its start in the zone of the clock; or an
  /// instant such as `2026-03-01T08:00:00Z`.
  ///
  /// @throws Failure if it is none of these
  static Instant parse(String text, Clock clock) {
    var ago = AGO.matcher(text);
    if (ago.matches()) {
      return clock.instant().minus(unit(ago.group(2)).multipliedBy(Long.parseLong(ago.group(1))));
    }
    try {
      if (MONTH.matcher(text).matches()) {
        return YearMonth.parse(text).atDay(1).atStartOfDay(clock.getZone()).toInstant();
      }
      if (DAY.matcher(text).matches()) {
        return LocalDate.parse(text).atStartOfDay(clock.getZone()).toInstant();
      }
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw Failure.usage(
          "The time ("
              + text
              + ") must be an age, a day, a month or an instant.\n"
              + "Maybe 24h, 7d, 2026-03-01, 2026-03 or 2026-03-01T08:00:00Z.");
    }
  }

  private static Duration unit(String letter) {
    return switch (letter) {
      case "m" -> Duration.ofMinutes(1);
      case "h" -> Duration.ofHours(1);
      case "d" -> Duration.ofDays(1);
      default -> Duration.ofDays(7);
    };
  }
}
