package org.suanli.examples.tinygpt;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/// Root-mean-square normalization with a gain per column (Zhang and Sennrich, "Root Mean Square
/// Layer Normalization", 2019), forward and backward, by rows.
final class Normalization {
  private static final float EPSILON = 1e-5f;

  private final Compute compute;
  private final Matrix gain;
  private final Matrix gainGradient;
  private final float[] inverseRms;
  private Matrix input;

  /// @param gain 1 x width, as is its gradient
  Normalization(Compute compute, Matrix gain, Matrix gainGradient, int rowsMax) {
    this.compute = compute;
    this.gain = gain;
    this.gainGradient = gainGradient;
    this.inverseRms = new float[rowsMax];
    this.input = gain;
  }

  /// Sets `y` to the normalized rows of `x`, and keeps `x` (not a copy) for the way back.
  void forward(Matrix x, Matrix y) {
    input = x;
    compute.parallel(
        x.rows(),
        (_, from, to) -> {
          for (int row = from; row < to; row++) {
            forwardRow(row, y);
          }
        });
  }

  private void forwardRow(int row, Matrix y) {
    float[] x = input.data();
    int width = input.columns();
    int atX = input.index(row, 0);
    int atY = y.index(row, 0);
    float squares = dot(input, input, row);
    float scale = (float) (1 / Math.sqrt(squares / width + EPSILON));
    inverseRms[row] = scale;
    for (int i = 0; i < width; i += Lanes.COUNT) {
      FloatVector.fromArray(Lanes.SPECIES, x, atX + i)
          .mul(scale)
          .mul(FloatVector.fromArray(Lanes.SPECIES, gain.data(), gain.offset() + i))
          .intoArray(y.data(), atY + i);
    }
  }

  /// Adds the gradient of the input to `dx`, sets the gradient of the gain, and overwrites `dy`.
  void backward(Matrix dy, Matrix dx) {
    gainBackward(dy);
    compute.parallel(
        dy.rows(),
        (_, from, to) -> {
          for (int row = from; row < to; row++) {
            backwardRow(row, dy, dx);
          }
        });
  }

  /// Cut by columns: each sums over the rows in their order.
  private void gainBackward(Matrix dy) {
    compute.parallel(
        dy.columns() / Lanes.COUNT,
        (_, from, to) -> {
          int first = gainGradient.offset() + from * Lanes.COUNT;
          int last = gainGradient.offset() + to * Lanes.COUNT;
          Arrays.fill(gainGradient.data(), first, last, 0);
          for (int row = 0; row < dy.rows(); row++) {
            addGain(row, dy.columns(from * Lanes.COUNT, to * Lanes.COUNT), first);
          }
        });
  }

  private void addGain(int row, Matrix dy, int target) {
    int atDy = dy.index(row, 0);
    int atX = input.index(row, 0) + target - gainGradient.offset();
    float[] sums = gainGradient.data();
    for (int i = 0; i < dy.columns(); i += Lanes.COUNT) {
      FloatVector.fromArray(Lanes.SPECIES, dy.data(), atDy + i)
          .mul(FloatVector.fromArray(Lanes.SPECIES, input.data(), atX + i))
          .mul(inverseRms[row])
          .add(FloatVector.fromArray(Lanes.SPECIES, sums, target + i))
          .intoArray(sums, target + i);
    }
  }

  private void backwardRow(int row, Matrix dy, Matrix dx) {
    int width = dy.columns();
    int atDy = dy.index(row, 0);
    for (int i = 0; i < width; i += Lanes.COUNT) {
      FloatVector.fromArray(Lanes.SPECIES, dy.data(), atDy + i)
          .mul(FloatVector.fromArray(Lanes.SPECIES, gain.data(), gain.offset() + i))
          .intoArray(dy.data(), atDy + i);
    }
    float scale = inverseRms[row];
    float along = -scale * scale * scale / width * dot(dy, input, row);
    int atX = input.index(row, 0);
    int atDx = dx.index(row, 0);
    for (int i = 0; i < width; i += Lanes.COUNT) {
      FloatVector across = FloatVector.fromArray(Lanes.SPECIES, dy.data(), atDy + i).mul(scale);
      FloatVector.fromArray(Lanes.SPECIES, input.data(), atX + i)
          .mul(along)
          .add(across)
          .add(FloatVector.fromArray(Lanes.SPECIES, dx.data(), atDx + i))
          .intoArray(dx.data(), atDx + i);
    }
  }

  private static float dot(Matrix a, Matrix b, int row) {
    int atA = a.index(row, 0);
    int atB = b.index(row, 0);
    FloatVector sum = FloatVector.zero(Lanes.SPECIES);
    for (int i = 0; i < a.columns(); i += Lanes.COUNT) {
      FloatVector left = FloatVector.fromArray(Lanes.SPECIES, a.data(), atA + i);
      sum = left.fma(FloatVector.fromArray(Lanes.SPECIES, b.data(), atB + i), sum);
    }
    return Lanes.sum(sum);
  }
}
