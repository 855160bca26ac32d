package org.suanli.examples.tinygpt;

import jdk.incubator.vector.FloatVector;

/// Rows of scores to rows of probabilities, and the way back.
final class Softmax {
  private Softmax() {}

  /// Replaces the first `count` scores of a row by their softmax and the rest by zero.
  ///
  /// @param scores a multiple of 8 columns wide
  /// @return the logarithm of the sum of exponentials of the scaled scores
  static double forward(Matrix scores, int row, int count, float scale) {
    float[] data = scores.data();
    int at = scores.index(row, 0);
    int end = (count + Lanes.COUNT - 1) / Lanes.COUNT * Lanes.COUNT;
    for (int i = count; i < scores.columns(); i++) {
      data[at + i] = i < end ? Float.NEGATIVE_INFINITY : 0;
    }
    FloatVector largest = FloatVector.fromArray(Lanes.SPECIES, data, at);
    for (int i = Lanes.COUNT; i < end; i += Lanes.COUNT) {
      largest = largest.max(FloatVector.fromArray(Lanes.SPECIES, data, at + i));
    }
    float max = Lanes.max(largest);
    FloatVector sums = FloatVector.zero(Lanes.SPECIES);
    for (int i = 0; i < end; i += Lanes.COUNT) {
      FloatVector v = FloatVector.fromArray(Lanes.SPECIES, data, at + i);
      v = Lanes.exp(v.sub(max).mul(scale));
      v.intoArray(data, at + i);
      sums = sums.add(v);
    }
    float sum = Lanes.sum(sums);
    for (int i = 0; i < end; i += Lanes.COUNT) {
      FloatVector.fromArray(Lanes.SPECIES, data, at + i).mul(1 / sum).intoArray(data, at + i);
    }
    return (double) max * scale + StrictMath.log(sum);
  }

  /// Replaces a row of gradients of probabilities by gradients of the scores.
  static void backward(Matrix probabilities, Matrix gradients, int row, float scale) {
    float[] p = probabilities.data();
    float[] g = gradients.data();
    int atP = probabilities.index(row, 0);
    int atG = gradients.index(row, 0);
    FloatVector sums = FloatVector.zero(Lanes.SPECIES);
    for (int i = 0; i < gradients.columns(); i += Lanes.COUNT) {
      FloatVector v = FloatVector.fromArray(Lanes.SPECIES, p, atP + i);
      sums = v.fma(FloatVector.fromArray(Lanes.SPECIES, g, atG + i), sums);
    }
    float mean = Lanes.sum(sums);
    for (int i = 0; i < gradients.columns(); i += Lanes.COUNT) {
      FloatVector.fromArray(Lanes.SPECIES, g, atG + i)
          .sub(mean)
          .mul(FloatVector.fromArray(Lanes.SPECIES, p, atP + i))
          .mul(scale)
          .intoArray(g, atG + i);
    }
  }
}
