package org.suanli.server.portal;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.suanli.core.units.Amount;
import org.suanli.core.units.Bytes;
import org.suanli.core.units.Megaflops;
import org.suanli.core.units.MilliAccelerators;

/// Numbers and times as people read them. Rounded for the eye; the books hold the exact figures.
final class Words {
  private static final DateTimeFormatter MINUTES =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final BigDecimal BASE_PER_CARD_HOUR = BigDecimal.valueOf(3_600_000_000L);
  private static final MathContext FOUR_DIGITS = new MathContext(4, RoundingMode.HALF_EVEN);

  private Words() {}

  static String at(Instant instant) {
    return MINUTES.format(instant);
  }

  static String of(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3_600) {
      return "%d min %02d s".formatted(seconds / 60, seconds % 60);
    }
    return seconds < 86_400
        ? "%d h %02d min".formatted(seconds / 3_600, seconds / 60 % 60)
        : "%d d %02d h".formatted(seconds / 86_400, seconds / 3_600 % 24);
  }

  static String of(MilliAccelerators accelerators) {
    return plain(BigDecimal.valueOf(accelerators.milli(), 3));
  }

  static String of(Bytes bytes) {
    return plain(rounded(BigDecimal.valueOf(bytes.bytes()), 1L << 30)) + " GiB";
  }

  static String petaflops(Megaflops megaflops) {
    return plain(BigDecimal.valueOf(megaflops.perSecond(), 9).round(FOUR_DIGITS));
  }

  /// The number alone; its unit is {@link #unit}.
  static String of(Amount amount) {
    return switch (amount.unit()) {
      case NANO_PFLOPS_HOURS -> plain(BigDecimal.valueOf(amount.value(), 9).round(FOUR_DIGITS));
      case MILLI_ACCELERATOR_MILLIS ->
          plain(BigDecimal.valueOf(amount.value()).divide(BASE_PER_CARD_HOUR, FOUR_DIGITS));
    };
  }

  static String unit(Amount.Unit unit) {
    return switch (unit) {
      case NANO_PFLOPS_HOURS -> "PFLOPS-hours";
      case MILLI_ACCELERATOR_MILLIS -> "card-hours";
    };
  }

  static String withUnit(Amount amount) {
    return of(amount) + " " + unit(amount.unit());
  }

  static String yuan(long milliFen) {
    return BigDecimal.valueOf(milliFen).movePointLeft(5).setScale(5).toPlainString() + " yuan";
  }

  /// A share in hundredths, rounded down; 0 of nothing.
  static int percent(long part, long whole) {
    return whole <= 0 ? 0 : (int) Math.min(100, part * 100 / whole);
  }

  private static BigDecimal rounded(BigDecimal number, long unit) {
    return number.divide(BigDecimal.valueOf(unit), 1, RoundingMode.HALF_EVEN);
  }

  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }
}
