package org.suanli.examples.tinygpt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ModelTest {
  private static final Shape SHAPE = new Shape(2, 16, 2, 8);
  private static final int SEQUENCES = 3;
  private static final double STRIDE = 0.02;

  /// The weights of a fresh model are so small that parts of the gradient drown in rounding.
  private static Parameters weights() {
    Parameters weights = Parameters.initial(SHAPE, 7);
    for (int i = 0; i < weights.values().length; i++) {
      weights.values()[i] *= weights.values()[i] == 1 ? 0.9f : 10;
    }
    return weights;
  }

  private static Model.Batch batch() {
    SplitMix random = new SplitMix(5);
    byte[] inputs = new byte[SEQUENCES * SHAPE.context()];
    byte[] targets = new byte[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = (byte) random.nextInt(256);
      targets[i] = (byte) random.nextInt(256);
    }
    return new Model.Batch(inputs, targets);
  }

  /// Along its own direction and along random ones, the gradient of each slice says how the loss
  /// changes; 1% of its norm covers the rounding of the floats and the curvature.
  @Test
  void theGradientOfEverySliceIsTheFiniteDifference() {
    Parameters weights = weights();
    try (Compute compute = new Compute(1)) {
      Model model = new Model(compute, SHAPE, weights, SEQUENCES);
      model.step(batch());
      for (Parameters.Slice slice : weights.slices()) {
        int end = slice.offset() + slice.size();
        double[] gradient = new double[slice.size()];
        for (int i = slice.offset(); i < end; i++) {
          gradient[i - slice.offset()] = model.gradients().values()[i];
        }
        double norm = Math.sqrt(dot(gradient, gradient));
        assertThat(norm).as(slice.name()).isPositive();
        for (int trial = 0; trial < 4; trial++) {
          double[] direction = trial == 0 ? gradient : random(slice.size(), trial);
          double length = Math.sqrt(dot(direction, direction));
          double want = dot(direction, gradient) / length;
          assertThat(slope(model, weights, slice, scaled(direction, STRIDE / length)))
              .as("%s, direction %d, norm %s", slice.name(), trial, norm)
              .isCloseTo(want, within(0.01 * norm));
        }
      }
    }
  }

  /// The central difference of the loss over a stride there and back.
  private static double slope(
      Model model, Parameters weights, Parameters.Slice slice, double[] stride) {
    float[] values = weights.values();
    float[] start = values.clone();
    for (int i = 0; i < stride.length; i++) {
      values[slice.offset() + i] = (float) (start[slice.offset() + i] + stride[i]);
    }
    double up = model.loss(batch()) / batch().tokens();
    for (int i = 0; i < stride.length; i++) {
      values[slice.offset() + i] = (float) (start[slice.offset() + i] - stride[i]);
    }
    double down = model.loss(batch()) / batch().tokens();
    System.arraycopy(start, 0, values, 0, start.length);
    return (up - down) / (2 * STRIDE);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double[] random(int size, long seed) {
    SplitMix random = new SplitMix(seed);
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = random.nextGaussian();
    }
    return values;
  }

  private static double[] scaled(double[] values, double factor) {
    return java.util.Arrays.stream(values).map(value -> value * factor).toArray();
  }

  @Test
  void theBitsDoNotDependOnTheNumberOfThreads() {
    float[] want = gradients(1);
    for (int threads : List.of(2, 3)) {
      assertThat(gradients(threads)).isEqualTo(want);
    }
  }

  private static float[] gradients(int threads) {
    try (Compute compute = new Compute(threads)) {
      Model model = new Model(compute, SHAPE, weights(), SEQUENCES);
      model.step(batch());
      return model.gradients().values().clone();
    }
  }

  @Test
  void aTokenSeesNothingOfThoseAfterIt() {
    assertThat(lossOfFirstSeven((byte) 99)).isEqualTo(lossOfFirstSeven((byte) 8), within(1e-12));
  }

  /// How much better one target is than another at all places but the last: the last place's own
  /// loss is in both sums and cancels.
  private static double lossOfFirstSeven(byte last) {
    byte[] inputs = {1, 2, 3, 4, 5, 6, 7, last};
    byte[] targets = {1, 1, 1, 1, 1, 1, 1, 1};
    byte[] others = {2, 2, 2, 2, 2, 2, 2, 1};
    try (Compute compute = new Compute(1)) {
      Model model = new Model(compute, SHAPE, weights(), 1);
      return model.loss(new Model.Batch(inputs, targets))
          - model.loss(new Model.Batch(inputs, others));
    }
  }

  @Test
  void aTokenSeesThoseBeforeIt() {
    try (Compute compute = new Compute(1)) {
      Model model = new Model(compute, SHAPE, weights(), 1);
      float[] one = model.next(new byte[] {1, 2, 3});
      assertThat(model.next(new byte[] {9, 2, 3})).isNotEqualTo(one);
      assertThat(model.next(new byte[] {2, 1, 3})).isNotEqualTo(one);
      assertThat(model.next(new byte[] {1, 2, 3})).isEqualTo(one);
    }
  }

  @Test
  void theProbabilitiesOfTheNextByteSumToOne() {
    try (Compute compute = new Compute(1)) {
      float[] next = new Model(compute, SHAPE, weights(), 1).next(new byte[] {65});
      double sum = 0;
      for (float p : next) {
        sum += p;
      }
      assertThat(sum).isCloseTo(1, within(1e-5));
    }
  }
}
