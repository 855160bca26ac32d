package org.suanli.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.suanli.core.scheduling.Scheduler;
import org.suanli.simulation.RandomCentre;

/// A cycle that decides leaves out what it sees to be hopeless. It decides what one does that looks
/// at everything.
class DecisionsTest {
  private static final int STEPS = 600;

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24, 25, 26})
  void whatIsLeftOutIsHopeless(long seed) {
    var days = new RandomCentre(seed);
    days.open();
    int decisions = 0;
    for (int step = 0; step < STEPS; step++) {
      days.step();
      var state = days.centre().state();
      var now = days.centre().clock().plusSeconds(step % 3 * 60L);
      var decided = Scheduler.decide(new EnginePicture(state, now));
      var explained = Scheduler.explain(new EnginePicture(state, now));
      assertThat(decided.decisions())
          .as("seed %d, step %d", seed, step)
          .isEqualTo(explained.decisions());
      decisions += decided.decisions().size();
    }
    assertThat(decisions).isPositive();
  }
}
