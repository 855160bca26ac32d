package org.suanli.examples.tinygpt;

/// The shape of the model.
///
/// @param layers transformer blocks, one or more
/// @param width floats per token, a multiple of `8 * heads`
/// @param heads attention heads, one or more
/// @param context tokens per sequence, a multiple of 8
record Shape(int layers, int width, int heads, int context) {
  /// One token per byte.
  static final int VOCABULARY = 256;

  Shape {
    boolean fits = layers >= 1 && heads >= 1 && width >= 1 && context >= 1;
    if (!fits || width % (Lanes.COUNT * heads) != 0 || context % Lanes.COUNT != 0) {
      throw new IllegalArgumentException(
          "The shape (layers %d, width %d, heads %d, context %d) must have a width that is a multiple of 8 * heads and a context that is a multiple of 8."
              .formatted(layers, width, heads, context));
    }
  }

  int headWidth() {
    return width / heads;
  }

  /// Floating-point operations of one training step per token: six per weight of a matrix product,
  /// and the attention's own products over the whole context.
  long trainingOperationsPerToken() {
    long weights = 12L * layers * width * width + (long) width * VOCABULARY;
    return 6 * weights + 12L * layers * width * context;
  }
}
