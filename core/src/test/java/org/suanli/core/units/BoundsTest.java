package org.suanli.core.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class BoundsTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void aLimitAllowsItself() {
    Limit<MilliAccelerators> limit = Limit.atMost(new MilliAccelerators(8_000));
    assertThat(limit.allows(new MilliAccelerators(8_000))).isTrue();
    assertThat(limit.allows(new MilliAccelerators(8_001))).isFalse();
  }

  @Test
  void noLimitAllowsAll() {
    Limit<MilliAccelerators> limit = Limit.unlimited();
    assertThat(limit.allows(new MilliAccelerators(Long.MAX_VALUE))).isTrue();
  }

  @Test
  void aWindowHoldsItsStartAndNotItsEnd() {
    var window = new Window(NOON, NOON.plusMillis(2));
    assertThat(window.contains(NOON.minusMillis(1))).isFalse();
    assertThat(window.contains(NOON)).isTrue();
    assertThat(window.contains(NOON.plusMillis(1))).isTrue();
    assertThat(window.contains(NOON.plusMillis(2))).isFalse();
  }

  @Test
  void aWindowEndsAfterItStarts() {
    assertThatThrownBy(() -> new Window(NOON, NOON)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void amountsOfTwoUnitsDoNotMix() {
    var power = Amount.zero(Amount.Unit.NANO_PFLOPS_HOURS);
    var time = Amount.zero(Amount.Unit.MILLI_ACCELERATOR_MILLIS);
    assertThatThrownBy(() -> power.plus(time)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> power.isAtLeast(time)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void sumsBeyondALongAreRefused() {
    var most = new Amount(Amount.Unit.NANO_PFLOPS_HOURS, Long.MAX_VALUE);
    assertThatThrownBy(() -> most.plus(most)).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> new Money(Long.MAX_VALUE).plus(new Money(1)))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void attemptsAreOrderedByJobThenNumber() {
    var first = new AttemptId(new JobId(1), 2);
    var second = new AttemptId(new JobId(2), 1);
    assertThat(first).isLessThan(second).isGreaterThan(new AttemptId(new JobId(1), 1));
  }
}
