package org.suanli.server.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.suanli.core.units.Window;

/// Where days and months begin.
@Component
final class Billing {
  /// Longer reports are asked for in parts.
  private static final Duration WINDOW_MAX = Duration.ofDays(366);

  private final ZoneId zone;

  /// A window as a caller names it: a month, or two instants.
  ///
  /// @param month such as `2026-11`
  record Asked(@Nullable String month, @Nullable Instant from, @Nullable Instant until) {}

  Billing(@Value("${suanli.billing-zone:Asia/Shanghai}") String zone) {
    this.zone = ZoneId.of(zone);
  }

  ZoneId zone() {
    return zone;
  }

  /// @throws ProblemException unless it is either a month or a window of up to a year
  Window window(Asked asked) {
    var month = asked.month();
    var from = asked.from();
    var until = asked.until();
    if (month != null) {
      return month(month);
    }
    if (from == null || until == null) {
      throw ProblemException.invalid("Either a month, or from and until, must be given.");
    }
    var window = Wire.window(new org.suanli.api.Window(from, until));
    if (window.length().compareTo(WINDOW_MAX) > 0) {
      throw ProblemException.invalid("The window must not be longer than 366 days.");
    }
    return window;
  }

  private Window month(String text) {
    try {
      var month = YearMonth.parse(text);
      return new Window(
          month.atDay(1).atStartOfDay(zone).toInstant(),
          month.plusMonths(1).atDay(1).atStartOfDay(zone).toInstant());
    } catch (DateTimeException e) {
      throw ProblemException.invalid("The month (" + text + ") must be of the form 2026-11.");
    }
  }
}
