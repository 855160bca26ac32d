package org.suanli.core.units;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/// The conversions between metered time and the books. Each rounds once; callers convert once per
/// (attempt, model, period, rating version) and add the rounded lines.
public final class Conversion {
  /// nano-PFLOPS-hours = milli-accelerator-milliseconds × megaflops ÷ this, which is 10³ milli ×
  /// 3.6·10⁶ ms per hour × 10⁹ megaflops per PFLOPS ÷ 10⁹ nano.
  private static final long NANO_PFLOPS_HOURS_DIVISOR = 3_600_000_000L;

  private Conversion() {}

  /// Rated use in nano-PFLOPS-hours, rounded half-even.
  ///
  /// @throws ArithmeticException above 9.2 billion PFLOPS-hours
  public static Amount toPflopsHours(AcceleratorTime used, Megaflops rating) {
    long high = Math.multiplyHigh(used.milliMillis(), rating.perSecond());
    long low = used.milliMillis() * rating.perSecond();
    long nanos =
        high == 0 && low >= 0
            ? divideHalfEven(low, NANO_PFLOPS_HOURS_DIVISOR)
            : divideHalfEven(
                BigInteger.valueOf(used.milliMillis())
                    .multiply(BigInteger.valueOf(rating.perSecond())));
    return new Amount(Amount.Unit.NANO_PFLOPS_HOURS, nanos);
  }

  public static Amount toCardTime(AcceleratorTime used) {
    return new Amount(Amount.Unit.MILLI_ACCELERATOR_MILLIS, used.milliMillis());
  }

  /// The longest time in milliseconds for which an amount pays `held` accelerators, rounded down,
  /// at most `longest`.
  ///
  /// @param held more than zero
  /// @param rating read only for PFLOPS-hours; more than zero
  public static long affordableMillis(
      Amount amount, MilliAccelerators held, Megaflops rating, long longest) {
    var budget = BigInteger.valueOf(Math.max(0, amount.value()));
    var rate = BigInteger.valueOf(held.milli());
    var millis =
        switch (amount.unit()) {
          case MILLI_ACCELERATOR_MILLIS -> budget.divide(rate);
          case NANO_PFLOPS_HOURS ->
              budget
                  .multiply(BigInteger.valueOf(NANO_PFLOPS_HOURS_DIVISOR))
                  .divide(rate.multiply(BigInteger.valueOf(rating.perSecond())));
        };
    return millis.min(BigInteger.valueOf(longest)).longValueExact();
  }

  /// A price per PFLOPS-hour applied to an amount of them, rounded half-even to a milli-fen.
  public static Money priceOf(Amount pflopsHours, Money perPflopsHour) {
    if (pflopsHours.unit() != Amount.Unit.NANO_PFLOPS_HOURS) {
      throw new IllegalStateException("Only PFLOPS-hours have a price per PFLOPS-hour.");
    }
    var product =
        BigDecimal.valueOf(pflopsHours.value())
            .multiply(BigDecimal.valueOf(perPflopsHour.milliFen()));
    return new Money(product.movePointLeft(9).setScale(0, RoundingMode.HALF_EVEN).longValueExact());
  }

  private static long divideHalfEven(long dividend, long divisor) {
    long quotient = dividend / divisor;
    long remainder = dividend % divisor;
    long twice = remainder * 2;
    return twice > divisor || twice == divisor && (quotient & 1) == 1 ? quotient + 1 : quotient;
  }

  private static long divideHalfEven(BigInteger dividend) {
    return new BigDecimal(dividend)
        .divide(BigDecimal.valueOf(NANO_PFLOPS_HOURS_DIVISOR), 0, RoundingMode.HALF_EVEN)
        .longValueExact();
  }
}
