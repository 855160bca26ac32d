package org.suanli.core.spec;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// Reads the ways in which people write amounts of time, of memory and of devices. All answers are
/// exact; what cannot be is empty.
public final class Quantities {
  /// Digits that keep every product below within a `long`.
  private static final String DECIMAL = "[0-9]{1,9}(?:\\.[0-9]{1,9})?";

  private static final Pattern NUMBER = Pattern.compile(DECIMAL);
  private static final Pattern SIZE =
      Pattern.compile("(" + DECIMAL + ")\\s*([kmgtp]?)(?:i?b|i)?", Pattern.CASE_INSENSITIVE);
  private static final Pattern BYTES =
      Pattern.compile("([0-9]{1,18})\\s*b(?:ytes)?", Pattern.CASE_INSENSITIVE);
  private static final Pattern PART = Pattern.compile("\\G\\s*(" + DECIMAL + ")\\s*([a-z]+)");
  private static final Pattern CLOCK =
      Pattern.compile("(?:([0-9]{1,5})-)?([0-9]{1,5}):([0-5][0-9]):([0-5][0-9])");
  private static final Pattern DAYS =
      Pattern.compile("([0-9]{1,5})-([0-9]{1,2})(?::([0-5][0-9]))?");

  /// Longer texts are not durations; it bounds the work of the patterns.
  private static final int DURATION_LENGTH_MAX = 64;

  private static final BigDecimal GIB = BigDecimal.valueOf(1L << 30);
  private static final String UNITS = "kmgtp";

  private Quantities() {}

  /// A decimal number in thousandths, such as `0.5` or `8`.
  static OptionalLong milli(String text) {
    return NUMBER.matcher(text).matches()
        ? whole(new BigDecimal(text).movePointRight(3))
        : OptionalLong.empty();
  }

  static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }

  /// Memory in bytes. Units are powers of 1,024 with or without `i` and `B`; a number without a
  /// unit is GiB; bytes end in `B`.
  static OptionalLong bytes(String text) {
    var bytes = BYTES.matcher(text);
    if (bytes.matches()) {
      return OptionalLong.of(Long.parseLong(bytes.group(1)));
    }
    if (NUMBER.matcher(text).matches()) {
      return whole(new BigDecimal(text).multiply(GIB));
    }
    var size = SIZE.matcher(text);
    if (!size.matches() || size.group(2).isEmpty()) {
      return OptionalLong.empty();
    }
    int power = UNITS.indexOf(size.group(2).toLowerCase(Locale.ROOT)) + 1;
    return whole(new BigDecimal(size.group(1)).multiply(new BigDecimal(2).pow(10 * power)));
  }

  /// Zero or more whole milliseconds, as `2h30m`, `90 minutes`, `HH:MM:SS`, `D-HH[:MM[:SS]]` or ISO
  /// 8601.
  public static Optional<Duration> duration(String text) {
    var lower = text.toLowerCase(Locale.ROOT);
    if (lower.length() > DURATION_LENGTH_MAX) {
      return Optional.empty();
    }
    if (lower.startsWith("p")) {
      return iso(lower);
    }
    var clock = CLOCK.matcher(lower);
    if (clock.matches()) {
      return Optional.of(
          Duration.ofDays(clock.group(1) == null ? 0 : Long.parseLong(clock.group(1)))
              .plusHours(Long.parseLong(clock.group(2)))
              .plusMinutes(Long.parseLong(clock.group(3)))
              .plusSeconds(Long.parseLong(clock.group(4))));
    }
    var days = DAYS.matcher(lower);
    if (days.matches()) {
      return Optional.of(
          Duration.ofDays(Long.parseLong(days.group(1)))
              .plusHours(Long.parseLong(days.group(2)))
              .plusMinutes(days.group(3) == null ? 0 : Long.parseLong(days.group(3))));
    }
    return parts(lower);
  }

  /// A text that {@link #duration} reads as the same: a number of the largest unit that makes it
  /// whole, such as `7d` or `36h`; seconds, with decimals, if none does.
  ///
  /// @param duration zero or more whole milliseconds, below a thousand million seconds
  public static String text(Duration duration) {
    long millis = duration.toMillis();
    for (var unit : List.of("d", "h", "m")) {
      if (millis > 0 && millis % unitMillis(unit) == 0) {
        return millis / unitMillis(unit) + unit;
      }
    }
    return BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString() + "s";
  }

  private static Optional<Duration> iso(String text) {
    try {
      var duration = Duration.parse(text);
      boolean isExact = !duration.isNegative() && duration.getNano() % 1_000_000 == 0;
      return isExact ? Optional.of(duration) : Optional.empty();
    } catch (DateTimeException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  /// `2h30m`: each unit once, the larger first.
  private static Optional<Duration> parts(String text) {
    var part = PART.matcher(text);
    long total = 0;
    long unitBefore = Long.MAX_VALUE;
    int end = 0;
    while (part.find()) {
      long unit = unitMillis(part.group(2));
      var millis = whole(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unit)));
      if (unit == 0 || unit >= unitBefore || millis.isEmpty()) {
        return Optional.empty();
      }
      total += millis.getAsLong();
      unitBefore = unit;
      end = part.end();
    }
    return end == 0 || end != text.length()
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(total));
  }

  /// 0 for a word that is no unit.
  private static long unitMillis(String word) {
    return switch (word) {
      case "w", "week", "weeks" -> 604_800_000L;
      case "d", "day", "days" -> 86_400_000L;
      case "h", "hr", "hrs", "hour", "hours" -> 3_600_000L;
      case "m", "min", "mins", "minute", "minutes" -> 60_000L;
      case "s", "sec", "secs", "second", "seconds" -> 1_000L;
      default -> 0;
    };
  }

  private static OptionalLong whole(BigDecimal number) {
    try {
      return OptionalLong.of(number.longValueExact());
    } catch (ArithmeticException e) {
      return OptionalLong.empty();
    }
  }
}
