package org.suanli.simulation.trace;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/// One line of a table, read by its columns' names. What is wrong in it is noted, and read as
/// something harmless: who reads it asks {@link #isSound} before making a value of it.
public final class Row {
  private static final int MILLIS_DIGITS = 3;
  private static final int TIME_LENGTH = "2017-10-09 07:01:55".length();

  private final Map<String, Integer> columns;
  private final List<String> cells;
  private final long line;
  private final Findings findings;
  private boolean isSound = true;

  /// Whether cells are missing, which was noted once for all of them.
  private boolean isTorn;

  Row(Map<String, Integer> columns, List<String> cells, long line, Findings findings) {
    this.columns = columns;
    this.cells = cells;
    this.line = line;
    this.findings = findings;
  }

  /// From 1; the header counts.
  public long line() {
    return line;
  }

  int cellCount() {
    return cells.size();
  }

  /// Notes that it ends before a column that must be there.
  void tear(String column) {
    wrong(column, "there: the row has %d of %d cells".formatted(cells.size(), columns.size()));
    isTorn = true;
  }

  /// Whether nothing wrong was read of it so far.
  public boolean isSound() {
    return isSound;
  }

  public boolean has(String column) {
    return columns.containsKey(column);
  }

  /// Empty if the row has no such column.
  public String text(String column) {
    var index = columns.get(column);
    return index == null || index >= cells.size() ? "" : cells.get(index).strip();
  }

  /// Notes that a value is wrong.
  public void wrong(String column, String mustBe) {
    wrong(column, text(column), mustBe);
  }

  /// Notes that a part of a value is wrong.
  public void wrong(String column, String value, String mustBe) {
    isSound = false;
    if (isTorn) {
      return;
    }
    findings.add(line, "The %s (%s) must be %s.".formatted(column, value, mustBe));
  }

  /// A whole number; `1.0` is one.
  public long whole(String column, long min, long max) {
    try {
      var text = text(column);
      long value =
          text.indexOf('.') < 0 && text.indexOf('e') < 0 && text.indexOf('E') < 0
              ? Long.parseLong(text)
              : new BigDecimal(text).longValueExact();
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException | ArithmeticException e) {
      // Noted below.
    }
    wrong(column, "a whole number from %d to %d".formatted(min, max));
    return min;
  }

  /// Seconds, with or without a fraction, rounded to milliseconds.
  public Duration seconds(String column) {
    try {
      var value = new BigDecimal(text(column));
      if (value.signum() >= 0) {
        return Duration.ofMillis(
            value
                .movePointRight(MILLIS_DIGITS)
                .setScale(0, java.math.RoundingMode.HALF_EVEN)
                .longValueExact());
      }
    } catch (NumberFormatException | ArithmeticException e) {
      // Noted below.
    }
    wrong(column, "seconds, such as 86400 or 12.5");
    return Duration.ZERO;
  }

  /// A date and a time of day: `2017-10-09 07:01:55`, or with a `T` between them.
  public Instant instant(String column, ZoneId zone) {
    var text = text(column);
    try {
      if (text.length() != TIME_LENGTH) {
        return LocalDateTime.parse(text.replace(' ', 'T')).atZone(zone).toInstant();
      }
      var local =
          LocalDateTime.of(
              digits(text, 0, 4),
              digits(text, 5, 7),
              digits(text, 8, 10),
              digits(text, 11, 13),
              digits(text, 14, 16),
              digits(text, 17, 19));
      if (isPunctuated(text)) {
        return zone instanceof ZoneOffset offset
            ? local.toInstant(offset)
            : local.atZone(zone).toInstant();
      }
    } catch (DateTimeException | NumberFormatException e) {
      // Noted below.
    }
    wrong(column, "a date and a time, such as 2017-10-09 07:01:55");
    return Instant.EPOCH;
  }

  private static boolean isPunctuated(String text) {
    return text.charAt(4) == '-'
        && text.charAt(7) == '-'
        && (text.charAt(10) == ' ' || text.charAt(10) == 'T')
        && text.charAt(13) == ':'
        && text.charAt(16) == ':';
  }

  private static int digits(String text, int from, int until) {
    return Integer.parseUnsignedInt(text, from, until, 10);
  }
}
