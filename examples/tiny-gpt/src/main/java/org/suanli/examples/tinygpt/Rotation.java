package org.suanli.examples.tinygpt;

/// Rotary position embedding (Su et al., "RoFormer", 2021): turns each pair of a head's floats by
/// an angle proportional to the token's position, so that products of queries and keys see
/// distances.
final class Rotation {
  private static final double BASE = 10_000;

  private final Compute compute;
  private final Shape shape;
  private final float[] cosines;
  private final float[] sines;

  Rotation(Compute compute, Shape shape) {
    this.compute = compute;
    this.shape = shape;
    int half = shape.headWidth() / 2;
    cosines = new float[shape.context() * half];
    sines = new float[shape.context() * half];
    for (int position = 0; position < shape.context(); position++) {
      for (int i = 0; i < half; i++) {
        double angle = position * StrictMath.pow(BASE, -(double) i / half);
        cosines[position * half + i] = (float) StrictMath.cos(angle);
        sines[position * half + i] = (float) StrictMath.sin(angle);
      }
    }
  }

  /// Turns the queries and keys, the first two thirds of the columns, in place.
  void forward(Matrix queryKeyValue) {
    rotate(queryKeyValue, 1);
  }

  /// Turns the gradients of queries and keys back, in place.
  void backward(Matrix gradient) {
    rotate(gradient, -1);
  }

  private void rotate(Matrix matrix, float direction) {
    compute.parallel(
        matrix.rows(),
        (_, from, to) -> {
          for (int row = from; row < to; row++) {
            for (int head = 0; head < 2 * shape.heads(); head++) {
              rotate(matrix, row, head * shape.headWidth(), direction);
            }
          }
        });
  }

  private void rotate(Matrix matrix, int row, int column, float direction) {
    float[] data = matrix.data();
    int half = shape.headWidth() / 2;
    int angle = row % shape.context() * half;
    int at = matrix.index(row, column);
    for (int i = 0; i < half; i++) {
      float cosine = cosines[angle + i];
      float sine = direction * sines[angle + i];
      float x = data[at + i];
      float y = data[at + half + i];
      data[at + i] = x * cosine - y * sine;
      data[at + half + i] = x * sine + y * cosine;
    }
  }
}
