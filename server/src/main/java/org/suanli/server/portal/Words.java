package org.suanli.server.portal;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;
import org.suanli.core.units.Amount;
import org.suanli.core.units.Bytes;
import org.suanli.core.units.Megaflops;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.Window;
import org.suanli.server.http.Statements;

/// Texts, numbers and times as people read them, in the language that the request asks for and in
/// the zone where the centre makes its bills. Rounded for the eye; the books hold the exact
/// figures.
@Component
final class Words {
  /// Stands where there is nothing to say.
  static final String NONE = "–";

  private static final BigDecimal BASE_PER_CARD_HOUR = BigDecimal.valueOf(3_600_000_000L);
  private static final List<String> POWER_UNITS = List.of("MFLOPS", "GFLOPS", "TFLOPS", "PFLOPS");
  private static final List<String> SIZE_UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB");
  private static final int HOUR_DECIMALS = 9;
  private static final MathContext FOUR_DIGITS = new MathContext(4, RoundingMode.HALF_EVEN);
  private static final int YUAN_DECIMALS = 2;
  private static final long MILLI_FEN_PER_FEN = 1_000;

  private final MessageSource messages;
  private final DateTimeFormatter seconds;
  private final String zone;

  Words(MessageSource messages, Statements statements) {
    this.messages = messages;
    zone = statements.zone();
    seconds =
        DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.of(zone));
  }

  /// @param key one of the bundles'
  String text(String key, Object... values) {
    return messages.getMessage(key, values, LocaleContextHolder.getLocale());
  }

  /// The text in the reader's language, unless it is English, which no bundle holds.
  Optional<String> find(String key, Object... values) {
    return Optional.ofNullable(
        messages.getMessage(key, values, null, LocaleContextHolder.getLocale()));
  }

  public String at(Instant instant) {
    return seconds.format(instant);
  }

  String of(Window window) {
    return at(window.from()) + " – " + at(window.until());
  }

  /// The zone of all times, such as `Asia/Shanghai`.
  String zone() {
    return zone;
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

  /// With their unit, such as `8 accelerators`.
  String cards(MilliAccelerators accelerators) {
    return of(accelerators) + " " + text("unit.accelerators", whole(accelerators));
  }

  /// Rounded up: the grammar of a share of one is that of one.
  private static long whole(MilliAccelerators accelerators) {
    return Math.ceilDiv(accelerators.milli(), 1_000L);
  }

  static String of(Bytes bytes) {
    return size(bytes.bytes());
  }

  /// In the largest unit of which it has at least one.
  static String size(long bytes) {
    int unit = 0;
    for (long rest = bytes; rest >= 1_024 && unit < SIZE_UNITS.size() - 1; rest /= 1_024) {
      unit++;
    }
    return plain(
            BigDecimal.valueOf(bytes)
                .divide(BigDecimal.valueOf(1L << (10 * unit)), 1, RoundingMode.HALF_EVEN))
        + " "
        + SIZE_UNITS.get(unit);
  }

  /// In the largest unit of which there is at least one.
  static String of(Megaflops megaflops) {
    int unit = megaflops.isZero() ? POWER_UNITS.size() - 1 : 0;
    for (long rest = megaflops.perSecond();
        rest >= 1_000 && unit < POWER_UNITS.size() - 1;
        rest /= 1_000) {
      unit++;
    }
    var number = BigDecimal.valueOf(megaflops.perSecond(), 3 * unit).round(FOUR_DIGITS);
    return plain(number) + " " + POWER_UNITS.get(unit);
  }

  /// The number alone; its unit is {@link #unit}.
  static String of(Amount amount) {
    return switch (amount.unit()) {
      case NANO_PFLOPS_HOURS -> plain(BigDecimal.valueOf(amount.value(), 9).round(FOUR_DIGITS));
      case MILLI_ACCELERATOR_MILLIS ->
          plain(BigDecimal.valueOf(amount.value()).divide(BASE_PER_CARD_HOUR, FOUR_DIGITS));
    };
  }

  String unit(Amount.Unit unit) {
    return text("unit." + unit);
  }

  String withUnit(Amount amount) {
    return of(amount) + " " + unit(amount.unit());
  }

  String withUnit(org.suanli.api.Amount amount) {
    return switch (amount.unit()) {
      case PFLOPS_HOURS -> rounded(amount) + " " + unit(Amount.Unit.NANO_PFLOPS_HOURS);
      case CARD_HOURS, CARD_SECONDS ->
          rounded(amount) + " " + unit(Amount.Unit.MILLI_ACCELERATOR_MILLIS);
    };
  }

  private static String rounded(org.suanli.api.Amount amount) {
    return plain(new BigDecimal(amount.toHours(HOUR_DECIMALS)).round(FOUR_DIGITS));
  }

  /// To the fen, unless that would leave nothing of it.
  String yuan(long milliFen) {
    var exact = BigDecimal.valueOf(milliFen, 5);
    boolean isTiny = Math.abs(milliFen) < MILLI_FEN_PER_FEN;
    return text(
        "unit.yuan",
        isTiny ? plain(exact) : grouped(exact.setScale(YUAN_DECIMALS, RoundingMode.HALF_EVEN)));
  }

  /// A share in hundredths, rounded down; 0 of nothing.
  static int percent(long part, long whole) {
    return whole <= 0 ? 0 : (int) Math.min(100, part * 100 / whole);
  }

  static String plain(BigDecimal number) {
    if (number.signum() == 0) {
      return "0";
    }
    var least = number.stripTrailingZeros();
    return grouped(least.scale() < 0 ? least.setScale(0) : least);
  }

  /// With commas between thousands.
  private static String grouped(BigDecimal number) {
    return String.format(Locale.ROOT, "%,." + number.scale() + "f", number);
  }
}
