package org.suanli.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.suanli.simulation.CentreFixture.aCentre;
import static org.suanli.simulation.JobFixture.aJob;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.suanli.core.engine.State;

class StateInvariantsTest {
  private final State state = aStateWithAJobThatRunsAndOneThatWaits();

  private static State aStateWithAJobThatRunsAndOneThatWaits() {
    var centre = aCentre().open();
    centre.submit(aJob().accelerators(8));
    centre.submit(aJob().accelerators(8));
    return centre.state();
  }

  @Test
  void holdOfAnyDay() {
    StateInvariants.check(state);
    var before = state.toText();
    StateInvariants.check(state);
    assertThat(state.toText()).isEqualTo(before);
  }

  @ParameterizedTest(name = "{2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "\"AVAILABLE\",\"value\":9 | \"AVAILABLE\",\"value\":8 | must follow from the balances",
        "\"CHARGED\",\"value\":0 | \"CHARGED\",\"value\":5 | every transfer sums to zero",
        "\"BORNE\",\"value\":0 | \"BORNE\",\"value\":-1 | no account but a source",
        "\"reserved\":8066666667 | \"reserved\":1 | reserved for what runs",
        "\"replicas\":1,\"accelerators\":8000 | \"replicas\":2,\"accelerators\":8000 | a gang"
            + " holds",
      })
  void areNamedWhenBroken(String was, String forged, String want) {
    var text = state.toText();
    assertThat(text).contains(was);
    var lines = text.replaceFirst(java.util.regex.Pattern.quote(was), forged).lines().toList();
    assertThatThrownBy(() -> StateInvariants.check(State.of(lines)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(want);
  }
}
