package org.suanli.examples.tinygpt;

import org.suanli.examples.tinygpt.Parameters.BlockMatrices;

/// One transformer block, normalized before each half: attention, then a feed-forward layer whose
/// activation is the square of the positive part (So et al., "Primer", 2021).
final class Block {

  /// Room for gradients that only live within one block's way back; all blocks share it.
  record Scratch(Matrix wide, Matrix queryKeyValue, Matrix narrow, Matrix squares) {
    static Scratch of(Shape shape, int tokens) {
      return new Scratch(
          Matrix.of(tokens, 4 * shape.width()),
          Matrix.of(tokens, 3 * shape.width()),
          Matrix.of(tokens, shape.width()),
          Matrix.of(tokens * shape.heads(), shape.context()));
    }
  }

  private final Compute compute;
  private final BlockMatrices weights;
  private final BlockMatrices gradients;
  private final Scratch scratch;
  private final Rotation rotation;
  private final Attention attention;
  private final Normalization attentionNormalization;
  private final Normalization forwardNormalization;

  private final Matrix normalized;
  private final Matrix queryKeyValue;
  private final Matrix attended;
  private final Matrix middle;
  private final Matrix forwardNormalized;
  private final Matrix hidden;
  private final Matrix activated;
  private final Matrix output;

  Block(Model.Room room, int layer, Scratch scratch) {
    this.compute = room.compute();
    this.weights = room.weights().block(layer);
    this.gradients = room.gradients().block(layer);
    this.scratch = scratch;
    Shape shape = room.shape();
    int tokens = room.tokens();
    rotation = new Rotation(compute, shape);
    attention = new Attention(compute, shape, scratch.squares());
    attentionNormalization =
        new Normalization(compute, weights.attentionGain(), gradients.attentionGain(), tokens);
    forwardNormalization =
        new Normalization(compute, weights.forwardGain(), gradients.forwardGain(), tokens);
    normalized = Matrix.of(tokens, shape.width());
    queryKeyValue = Matrix.of(tokens, 3 * shape.width());
    attended = Matrix.of(tokens, shape.width());
    middle = Matrix.of(tokens, shape.width());
    forwardNormalized = Matrix.of(tokens, shape.width());
    hidden = Matrix.of(tokens, 4 * shape.width());
    activated = Matrix.of(tokens, 4 * shape.width());
    output = Matrix.of(tokens, shape.width());
  }

  /// The block's output for the rows of `x`, which must stay as they are until the way back.
  Matrix forward(Matrix x) {
    int tokens = x.rows();
    Matrix n = normalized.rows(0, tokens);
    attentionNormalization.forward(x, n);
    Matrix qkv = queryKeyValue.rows(0, tokens);
    compute.multiply(n, weights.queryKeyValue(), qkv);
    rotation.forward(qkv);
    attention.forward(qkv, attended.rows(0, tokens));
    Matrix mid = copy(x, middle);
    compute.multiplyAdd(attended.rows(0, tokens), weights.attentionOut(), mid);

    Matrix fn = forwardNormalized.rows(0, tokens);
    forwardNormalization.forward(mid, fn);
    compute.multiply(fn, weights.up(), hidden.rows(0, tokens));
    activate(tokens);
    Matrix out = copy(mid, output);
    compute.multiplyAdd(activated.rows(0, tokens), weights.down(), out);
    return out;
  }

  /// Sets the gradients of the weights; turns the gradient of the output into that of the input, in
  /// place. Follows a forward over as many rows.
  void backward(Matrix d) {
    compute.multiply(activated.transposed(), d, gradients.down());
    compute.multiply(d, weights.down().transposed(), scratch.wide());
    activateBackward();
    compute.multiply(forwardNormalized.transposed(), scratch.wide(), gradients.up());
    compute.multiply(scratch.wide(), weights.up().transposed(), scratch.narrow());
    forwardNormalization.backward(scratch.narrow(), d);

    compute.multiply(attended.transposed(), d, gradients.attentionOut());
    compute.multiply(d, weights.attentionOut().transposed(), scratch.narrow());
    attention.backward(scratch.narrow(), queryKeyValue, scratch.queryKeyValue());
    rotation.backward(scratch.queryKeyValue());
    compute.multiply(normalized.transposed(), scratch.queryKeyValue(), gradients.queryKeyValue());
    Matrix weightsBack = weights.queryKeyValue().transposed();
    compute.multiply(scratch.queryKeyValue(), weightsBack, scratch.narrow());
    attentionNormalization.backward(scratch.narrow(), d);
  }

  private void activate(int tokens) {
    float[] from = hidden.data();
    float[] to = activated.data();
    int width = hidden.columns();
    compute.parallel(
        tokens,
        (_, first, last) -> {
          for (int i = first * width; i < last * width; i++) {
            float positive = Math.max(0, from[i]);
            to[i] = positive * positive;
          }
        });
  }

  private void activateBackward() {
    float[] from = hidden.data();
    float[] gradient = scratch.wide().data();
    int width = hidden.columns();
    compute.parallel(
        hidden.rows(),
        (_, first, last) -> {
          for (int i = first * width; i < last * width; i++) {
            gradient[i] *= 2 * Math.max(0, from[i]);
          }
        });
  }

  private static Matrix copy(Matrix from, Matrix to) {
    System.arraycopy(
        from.data(), from.offset(), to.data(), to.offset(), from.rows() * from.stride());
    return to.rows(0, from.rows());
  }
}
