package org.suanli.cli.command;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.suanli.api.Amount;
import org.suanli.api.Money;
import org.suanli.cli.terminal.Failure;

/// Amounts as people read and type them.
final class Amounts {
  private static final int DECIMALS = 3;
  private static final int DECIMALS_MAX = 9;
  private static final int MILLI_DECIMALS = 3;

  private Amounts() {}

  /// Such as `12.346 PFLOPS-hours`; `-` if absent.
  static String shown(@Nullable Amount amount) {
    return amount == null ? "-" : hours(amount) + " " + unit(amount.unit());
  }

  /// Hours with three decimals; with nine where three would hide that there is something.
  static String hours(Amount amount) {
    var rounded = new BigDecimal(amount.toHours(DECIMALS));
    boolean isHidden = rounded.signum() == 0 && new BigDecimal(amount.amount()).signum() != 0;
    return amount.toHours(isHidden ? DECIMALS_MAX : DECIMALS);
  }

  /// Several, of different units.
  static String shown(List<Amount> amounts) {
    return amounts.isEmpty()
        ? "-"
        : String.join(" + ", amounts.stream().map(Amounts::shown).toList());
  }

  private static String unit(Amount.Unit unit) {
    return switch (unit) {
      case PFLOPS_HOURS -> "PFLOPS-hours";
      case CARD_HOURS, CARD_SECONDS -> "card-hours";
    };
  }

  /// Such as `12.50 yuan`; `-` if absent.
  static String shown(@Nullable Money money) {
    if (money == null) {
      return "-";
    }
    var number = new BigDecimal(money.amount()).stripTrailingZeros();
    var amount = number.setScale(Math.max(2, number.scale())).toPlainString();
    return money.currency().equals(Money.YUAN) ? amount + " yuan" : amount + " " + money.currency();
  }

  /// `100 PFLOPS-hours`, `100P`, `100 card-hours` or `100c`.
  static Amount parse(String text) {
    var compact = text.strip().toLowerCase(Locale.ROOT).replace(" ", "");
    var number = compact.replaceAll("[^0-9.].*$", "");
    var unit =
        switch (compact.substring(number.length())) {
          case "p", "ph", "p时", "pflops-hours", "pflops-hour" -> Amount.Unit.PFLOPS_HOURS;
          case "c", "ch", "卡时", "card-hours", "card-hour" -> Amount.Unit.CARD_HOURS;
          default -> throw wrong(text);
        };
    return new Amount(unit, decimal(number, text));
  }

  private static String decimal(String number, String text) {
    if (!number.matches("[0-9]{1,12}(\\.[0-9]{1,9})?")) {
      throw wrong(text);
    }
    return number;
  }

  private static Failure wrong(String text) {
    return Failure.usage(
        "The amount (" + text + ") must be a number with its unit.\nMaybe 100P or 100card-hours.");
  }

  /// Thousandths of accelerators as accelerators.
  static String accelerators(long milli) {
    var number = BigDecimal.valueOf(milli, MILLI_DECIMALS);
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  /// Accelerators as thousandths.
  static long milli(String accelerators) {
    if (!accelerators.matches("[0-9]{1,9}(\\.[0-9]{1,3})?")) {
      throw Failure.usage(
          "The accelerators ("
              + accelerators
              + ") must be a number of zero or more, with at most three decimals.");
    }
    return new BigDecimal(accelerators).movePointRight(MILLI_DECIMALS).longValueExact();
  }

  /// Such as `1.5 GiB`.
  static String bytes(long bytes) {
    if (bytes < 1_024) {
      return bytes + " B";
    }
    int step = (63 - Long.numberOfLeadingZeros(bytes)) / 10;
    var tenths = BigDecimal.valueOf(bytes).divide(BigDecimal.valueOf(1L << (step * 10)));
    return tenths.setScale(1, RoundingMode.HALF_EVEN).toPlainString()
        + " "
        + "KMGTPE".charAt(step - 1)
        + "iB";
  }
}
