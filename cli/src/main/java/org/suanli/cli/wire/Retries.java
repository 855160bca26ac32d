package org.suanli.cli.wire;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/// How often and after how long a request is tried again.
final class Retries {
  /// Tries of one request: with the pauses below, half a minute of a server that gives no time.
  static final int TRIES_MAX = 6;

  private static final Duration PAUSE_FIRST = Duration.ofMillis(500);

  /// Whoever waits longer than this is better told.
  static final Duration PAUSE_MAX = Duration.ofSeconds(30);

  private Retries() {}

  /// The pause before the next try.
  ///
  /// @param tries how many there were; one or more
  /// @param retryAfter the server's own word, in seconds or as a date; empty if it gave none
  static Duration pause(int tries, String retryAfter, Clock clock) {
    var backOff = PAUSE_FIRST.multipliedBy(1L << Math.min(tries - 1, 10));
    var asked = parse(retryAfter, clock);
    var pause = asked.compareTo(backOff) > 0 ? asked : backOff;
    return pause.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : pause;
  }

  private static Duration parse(String retryAfter, Clock clock) {
    if (retryAfter.matches("[0-9]{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(retryAfter));
    }
    if (retryAfter.isEmpty()) {
      return Duration.ZERO;
    }
    try {
      var until = ZonedDateTime.parse(retryAfter, DateTimeFormatter.RFC_1123_DATE_TIME);
      var pause = Duration.between(clock.instant(), until.toInstant());
      return pause.isNegative() ? Duration.ZERO : pause;
    } catch (DateTimeException e) {
      // A date that cannot be read asks for nothing.
      return Duration.ZERO;
    }
  }
}
