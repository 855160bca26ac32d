package org.suanli.examples.tinygpt;

import java.util.ArrayList;
import java.util.List;

/// One float per parameter, in one array: the weights, their gradients and each of the optimizer's
/// moments have this same layout, so that a sum over ranks or a file is one array.
final class Parameters {

  /// A named matrix of the layout.
  ///
  /// @param isDecayed whether weight decay applies: to matrices, not to gains
  record Slice(String name, int offset, int rows, int columns, boolean isDecayed) {
    int size() {
      return rows * columns;
    }
  }

  /// The matrices of one transformer block.
  record BlockMatrices(
      Matrix attentionGain,
      Matrix queryKeyValue,
      Matrix attentionOut,
      Matrix forwardGain,
      Matrix up,
      Matrix down) {}

  private static final double INITIAL_DEVIATION = 0.02;

  private final List<Slice> slices;
  private final float[] values;

  /// All zero.
  Parameters(Shape shape) {
    this.slices = layout(shape);
    Slice last = slices.getLast();
    this.values = new float[last.offset() + last.size()];
  }

  /// The weights before training, a function of the shape and the seed: gains one, matrices normal
  /// with deviation 0.02, those that write to the residual stream smaller with depth (Radford et
  /// al., "Language Models are Unsupervised Multitask Learners", 2019).
  static Parameters initial(Shape shape, long seed) {
    Parameters parameters = new Parameters(shape);
    SplitMix random = new SplitMix(seed);
    for (Slice slice : parameters.slices) {
      boolean writesResidual =
          slice.name().endsWith("attention-out") || slice.name().endsWith("down");
      double deviation =
          writesResidual ? INITIAL_DEVIATION / Math.sqrt(2.0 * shape.layers()) : INITIAL_DEVIATION;
      for (int i = slice.offset(); i < slice.offset() + slice.size(); i++) {
        parameters.values[i] = slice.isDecayed() ? (float) (deviation * random.nextGaussian()) : 1;
      }
    }
    return parameters;
  }

  private static List<Slice> layout(Shape shape) {
    int width = shape.width();
    List<Slice> slices = new ArrayList<>();
    add(slices, "embedding", Shape.VOCABULARY, width);
    for (int layer = 0; layer < shape.layers(); layer++) {
      String block = "block" + layer + ".";
      add(slices, block + "attention-gain", 1, width);
      add(slices, block + "query-key-value", width, 3 * width);
      add(slices, block + "attention-out", width, width);
      add(slices, block + "forward-gain", 1, width);
      add(slices, block + "up", width, 4 * width);
      add(slices, block + "down", 4 * width, width);
    }
    add(slices, "final-gain", 1, width);
    add(slices, "head", width, Shape.VOCABULARY);
    return List.copyOf(slices);
  }

  private static void add(List<Slice> slices, String name, int rows, int columns) {
    int offset = slices.isEmpty() ? 0 : slices.getLast().offset() + slices.getLast().size();
    slices.add(new Slice(name, offset, rows, columns, rows > 1));
  }

  List<Slice> slices() {
    return slices;
  }

  /// The values themselves, not a copy.
  float[] values() {
    return values;
  }

  /// A view of the slice of this name.
  Matrix matrix(String name) {
    for (Slice slice : slices) {
      if (slice.name().equals(name)) {
        return Matrix.of(values, slice.offset(), slice.rows(), slice.columns());
      }
    }
    throw new IllegalArgumentException("The name (" + name + ") must be one of a slice.");
  }

  BlockMatrices block(int layer) {
    String block = "block" + layer + ".";
    return new BlockMatrices(
        matrix(block + "attention-gain"),
        matrix(block + "query-key-value"),
        matrix(block + "attention-out"),
        matrix(block + "forward-gain"),
        matrix(block + "up"),
        matrix(block + "down"));
  }
}
