package org.suanli.core.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ConversionTest {
  private static final long CARD_HOUR = 3_600_000_000L;
  private static final BigDecimal DIVISOR = new BigDecimal("3600000000");

  private static long nanos(long used, long megaflops) {
    return Conversion.toPflopsHours(new AcceleratorTime(used), new Megaflops(megaflops)).value();
  }

  @Test
  void aCardHourOfOnePflopsIsOnePflopsHour() {
    assertThat(nanos(CARD_HOUR, 1_000_000_000)).isEqualTo(1_000_000_000);
  }

  @Test
  void halvesGoToTheEvenNeighbour() {
    assertThat(nanos(CARD_HOUR / 2, 1)).isZero();
    assertThat(nanos(CARD_HOUR / 2 * 3, 1)).isEqualTo(2);
    assertThat(nanos(CARD_HOUR / 2 * 5, 1)).isEqualTo(2);
    assertThat(nanos(CARD_HOUR / 2 + 1, 1)).isEqualTo(1);
    assertThat(nanos(CARD_HOUR / 2 - 1, 1)).isZero();
  }

  @Test
  void productsBeyondALongAgreeWithExactDecimals() {
    var random = new SplittableRandom(7);
    for (int round = 0; round < 20_000; round++) {
      long used = random.nextLong(1L << random.nextInt(1, 54));
      long megaflops = random.nextLong(1, 1L << random.nextInt(1, 33));
      long want =
          BigDecimal.valueOf(used)
              .multiply(BigDecimal.valueOf(megaflops))
              .divide(DIVISOR, 0, RoundingMode.HALF_EVEN)
              .longValueExact();
      assertThat(nanos(used, megaflops)).as(used + " × " + megaflops).isEqualTo(want);
    }
  }

  @Test
  void moreThanALongHoldsIsRefused() {
    assertThatThrownBy(() -> nanos(Long.MAX_VALUE, Long.MAX_VALUE))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void whatIsAffordableIsPaidForAndAMillisecondMoreIsNot() {
    var random = new SplittableRandom(8);
    for (int round = 0; round < 20_000; round++) {
      var budget =
          new Amount(Amount.Unit.NANO_PFLOPS_HOURS, random.nextLong(1L << random.nextInt(1, 50)));
      var held = new MilliAccelerators(random.nextLong(1, 1_000) * 1_000);
      var rating = new Megaflops(random.nextLong(1, 2_000_000_000));
      long millis = Conversion.affordableMillis(budget, held, rating, 86_400_000);
      assertThat(nanos(held.milli() * millis, rating.perSecond()))
          .isLessThanOrEqualTo(budget.value());
      if (millis < 86_400_000) {
        var exact =
            BigDecimal.valueOf(held.milli())
                .multiply(BigDecimal.valueOf(millis + 1))
                .multiply(BigDecimal.valueOf(rating.perSecond()));
        assertThat(exact).isGreaterThan(BigDecimal.valueOf(budget.value()).multiply(DIVISOR));
      }
    }
  }

  @Test
  void cardTimeIsAffordableByDivision() {
    var budget = new Amount(Amount.Unit.MILLI_ACCELERATOR_MILLIS, 10_999);
    var held = new MilliAccelerators(1_000);
    assertThat(Conversion.affordableMillis(budget, held, Megaflops.ZERO, 100)).isEqualTo(10);
    assertThat(Conversion.affordableMillis(budget, held, Megaflops.ZERO, 9)).isEqualTo(9);
  }

  @Test
  void aPriceIsRoundedHalfEvenToAMilliFen() {
    var half = new Amount(Amount.Unit.NANO_PFLOPS_HOURS, 500_000_000);
    assertThat(Conversion.priceOf(half, new Money(5))).isEqualTo(new Money(2));
    assertThat(Conversion.priceOf(half, new Money(7))).isEqualTo(new Money(4));
  }

  @Test
  void cardTimeHasNoPricePerPflopsHour() {
    var cardTime = new Amount(Amount.Unit.MILLI_ACCELERATOR_MILLIS, 1);
    assertThatThrownBy(() -> Conversion.priceOf(cardTime, Money.ZERO))
        .isInstanceOf(IllegalStateException.class);
  }
}
