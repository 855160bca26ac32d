package org.suanli.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WireTest {
  @Test
  void aPathIsFilledInOrderAndEncoded() {
    assertThat(Paths.of(Paths.NODE_STATE, "north", "rack 1#a"))
        .isEqualTo("/api/v1/clusters/north/nodes/rack%201%23a/state");
  }

  @Test
  void aPathOfAnOutputKeepsItsSlashes() {
    assertThat(Paths.of(Paths.JOB_OUTPUT, "job-7", "model/part 1.bin"))
        .isEqualTo("/api/v1/jobs/job-7/outputs/model/part%201.bin");
  }

  @Test
  void aPathWithTooFewOrTooManyValuesIsRefused() {
    assertThatThrownBy(() -> Paths.of(Paths.NODE, "north"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Paths.of(Paths.JOBS, "north"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void cardSecondsAreShownAsCardHoursRoundedHalfEven() {
    assertThat(new Amount(Amount.Unit.CARD_SECONDS, "5400.000000").toHours(2)).isEqualTo("1.50");
    assertThat(new Amount(Amount.Unit.CARD_SECONDS, "0.000001").toHours(6)).isEqualTo("0.000000");
    assertThat(new Amount(Amount.Unit.CARD_SECONDS, "9.000000").toHours(3)).isEqualTo("0.002");
    assertThat(new Amount(Amount.Unit.PFLOPS_HOURS, "12.345678901").toHours(3)).isEqualTo("12.346");
  }
}
