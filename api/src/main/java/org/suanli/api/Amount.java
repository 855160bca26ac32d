package org.suanli.api;

import java.math.BigDecimal;
import java.math.RoundingMode;

/// How much computing power, exactly.
///
/// @param unit what is counted; answers use PFLOPS_HOURS and CARD_SECONDS
/// @param amount a decimal number, such as `12.345678901`; up to nine decimals in PFLOPS-hours, six
///   in card-seconds
public record Amount(Unit unit, String amount) {
  private static final BigDecimal SECONDS_PER_HOUR = BigDecimal.valueOf(3_600);

  /// What amounts are counted in.
  public enum Unit {
    /// Rated computing power: one PFLOPS held for an hour.
    PFLOPS_HOURS,
    /// One accelerator held for an hour.
    CARD_HOURS,
    /// One accelerator held for a second; unlike card-hours, always a finite decimal.
    CARD_SECONDS
  }

  /// For display: PFLOPS-hours or card-hours, rounded half-even.
  ///
  /// @param decimals zero or more
  public String toHours(int decimals) {
    var value = new BigDecimal(amount);
    return switch (unit) {
      case PFLOPS_HOURS, CARD_HOURS ->
          value.setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
      case CARD_SECONDS ->
          value.divide(SECONDS_PER_HOUR, decimals, RoundingMode.HALF_EVEN).toPlainString();
    };
  }
}
