package org.suanli.examples.tinygpt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;

class LanesTest {

  @Test
  void theExponentialIsCloseToTheExactOne() {
    for (int i = 0; i <= 8700; i++) {
      float x = -i / 100f;
      double want = Math.exp(x);
      assertThat((double) exp(x)).as("exp(%s)", x).isCloseTo(want, within(3e-7 * want));
    }
  }

  @Test
  void theExponentialOfLessIsZero() {
    assertThat(exp(-87.1f)).isZero();
    assertThat(exp(Float.NEGATIVE_INFINITY)).isZero();
  }

  @Test
  void aRowOfScoresBecomesProbabilities() {
    Matrix scores = Matrix.of(2, 16);
    for (int i = 0; i < 16; i++) {
      scores.data()[16 + i] = i;
    }
    double logSum = Softmax.forward(scores, 1, 11, 0.5f);
    double want = 0;
    for (int i = 0; i < 11; i++) {
      want += Math.exp(0.5 * i);
    }
    assertThat(logSum).isCloseTo(Math.log(want), within(1e-6));
    for (int i = 0; i < 16; i++) {
      double wantProbability = i < 11 ? Math.exp(0.5 * i) / want : 0;
      assertThat((double) scores.at(1, i)).isCloseTo(wantProbability, within(1e-6));
    }
  }

  private static float exp(float x) {
    return Lanes.exp(FloatVector.broadcast(Lanes.SPECIES, x)).lane(3);
  }
}
