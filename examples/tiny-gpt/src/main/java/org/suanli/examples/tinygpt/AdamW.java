package org.suanli.examples.tinygpt;

/// AdamW (Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019) with a linear
/// warm-up, a cosine decay to a tenth of the peak, and clipping of the gradient's norm.
final class AdamW {

  /// When to learn how fast.
  ///
  /// @param steps of the whole run, one or more
  /// @param peak the learning rate after the warm-up
  record Schedule(int steps, double peak) {
    private static final int WARMUP_STEPS_MAX = 50;
    private static final double FLOOR = 0.1;

    /// The learning rate of a step, counted from 0.
    double rate(int step) {
      int warmup = Math.min(WARMUP_STEPS_MAX, Math.max(1, steps / 10));
      if (step < warmup) {
        return peak * (step + 1) / warmup;
      }
      double done = (double) (step - warmup) / Math.max(1, steps - warmup);
      return peak * (FLOOR + (1 - FLOOR) * 0.5 * (1 + StrictMath.cos(Math.PI * done)));
    }
  }

  private static final float BETA_1 = 0.9f;
  private static final float BETA_2 = 0.99f;
  private static final float EPSILON = 1e-8f;
  private static final float DECAY = 0.1f;
  private static final double NORM_MAX = 1;

  private final Parameters weights;
  private final Schedule schedule;
  private final float[] firstMoment;
  private final float[] secondMoment;

  /// @param weights updated in place
  AdamW(Parameters weights, Schedule schedule) {
    this.weights = weights;
    this.schedule = schedule;
    this.firstMoment = new float[weights.values().length];
    this.secondMoment = new float[weights.values().length];
  }

  /// The running mean of the gradients, not a copy.
  float[] firstMoment() {
    return firstMoment;
  }

  /// The running mean of their squares, not a copy.
  float[] secondMoment() {
    return secondMoment;
  }

  /// Updates the weights.
  ///
  /// @param gradients as many as the weights; more may follow and are ignored
  /// @param divisor what the gradients are a sum over
  /// @param step counted from 0
  void update(float[] gradients, int divisor, int step) {
    int count = weights.values().length;
    double norm = norm(gradients, count) / divisor;
    double clip = norm > NORM_MAX ? NORM_MAX / norm : 1;
    float scale = (float) (clip / divisor);
    for (int i = 0; i < count; i++) {
      float g = gradients[i] * scale;
      firstMoment[i] = BETA_1 * firstMoment[i] + (1 - BETA_1) * g;
      secondMoment[i] = BETA_2 * secondMoment[i] + (1 - BETA_2) * g * g;
    }
    for (Parameters.Slice slice : weights.slices()) {
      update(slice, step);
    }
  }

  /// The zero bias of both moments is folded into the rate and the root's scale.
  private void update(Parameters.Slice slice, int step) {
    double rate = schedule.rate(step);
    float stride = (float) (rate / (1 - StrictMath.pow(BETA_1, step + 1)));
    float unbias = (float) (1 / (1 - StrictMath.pow(BETA_2, step + 1)));
    float keep = slice.isDecayed() ? (float) (1 - rate * DECAY) : 1;
    float[] w = weights.values();
    for (int i = slice.offset(); i < slice.offset() + slice.size(); i++) {
      float root = (float) Math.sqrt(secondMoment[i] * unbias);
      w[i] = w[i] * keep - stride * firstMoment[i] / (root + EPSILON);
    }
  }

  private static double norm(float[] gradients, int count) {
    double squares = 0;
    for (int i = 0; i < count; i++) {
      squares += (double) gradients[i] * gradients[i];
    }
    return Math.sqrt(squares);
  }
}
