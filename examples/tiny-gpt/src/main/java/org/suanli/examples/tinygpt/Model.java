package org.suanli.examples.tinygpt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The GPT: an embedding of bytes, transformer blocks, a normalization and a head that gives a
/// score per byte. Keeps what a way back needs; not for use by several threads at once.
final class Model {

  /// Sequences of bytes, one after the other, and for each byte the one that follows it.
  ///
  /// @param inputs a multiple of the context long
  /// @param targets as long as the inputs
  @SuppressWarnings("ArrayRecordComponent") // Made once, read once, never compared.
  record Batch(byte[] inputs, byte[] targets) {
    Batch {
      if (inputs.length != targets.length) {
        throw new IllegalArgumentException(
            "The targets (%d) must be as many as the inputs (%d)."
                .formatted(targets.length, inputs.length));
      }
    }

    int tokens() {
      return inputs.length;
    }
  }

  /// What the parts of a model are made from.
  record Room(Compute compute, Shape shape, Parameters weights, Parameters gradients, int tokens) {}

  private final Room room;
  private final Matrix embedded;
  private final List<Block> blocks = new ArrayList<>();
  private final Normalization finalNormalization;
  private final Matrix finalNormalized;
  private final Matrix scores;
  private final Matrix flow;
  private final double[] losses;

  /// @param weights used, not copied
  /// @param sequencesMax the most sequences of one batch; a training step has exactly as many
  Model(Compute compute, Shape shape, Parameters weights, int sequencesMax) {
    int tokens = sequencesMax * shape.context();
    room = new Room(compute, shape, weights, new Parameters(shape), tokens);
    embedded = Matrix.of(tokens, shape.width());
    Block.Scratch scratch = Block.Scratch.of(shape, tokens);
    for (int layer = 0; layer < shape.layers(); layer++) {
      blocks.add(new Block(room, layer, scratch));
    }
    finalNormalization =
        new Normalization(
            compute, weights.matrix("final-gain"), room.gradients().matrix("final-gain"), tokens);
    finalNormalized = Matrix.of(tokens, shape.width());
    scores = Matrix.of(tokens, Shape.VOCABULARY);
    flow = Matrix.of(tokens, shape.width());
    losses = new double[tokens];
  }

  /// Of the last training step.
  Parameters gradients() {
    return room.gradients();
  }

  /// The sum over the tokens of the negative logarithm of the target's probability, in nats.
  double loss(Batch batch) {
    forward(batch.inputs());
    return normalize(batch);
  }

  /// Sets the gradients of the mean loss of a batch of the full size, and returns the mean loss.
  double step(Batch batch) {
    if (batch.tokens() != room.tokens()) {
      throw new IllegalArgumentException(
          "The batch (%d tokens) must have %d.".formatted(batch.tokens(), room.tokens()));
    }
    double loss = loss(batch) / batch.tokens();
    backward(batch);
    return loss;
  }

  /// A score per byte for each input.
  private void forward(byte[] inputs) {
    Matrix x = embedded.rows(0, inputs.length);
    Matrix embedding = room.weights().matrix("embedding");
    for (int row = 0; row < inputs.length; row++) {
      int from = embedding.index(inputs[row] & 0xff, 0);
      System.arraycopy(embedding.data(), from, x.data(), x.index(row, 0), x.columns());
    }
    for (Block block : blocks) {
      x = block.forward(x);
    }
    Matrix n = finalNormalized.rows(0, inputs.length);
    finalNormalization.forward(x, n);
    room.compute().multiply(n, room.weights().matrix("head"), scores.rows(0, inputs.length));
  }

  /// Scores to probabilities, in place; the losses are added in the order of the tokens.
  private double normalize(Batch batch) {
    room.compute()
        .parallel(
            batch.tokens(),
            (_, from, to) -> {
              for (int row = from; row < to; row++) {
                float score = scores.at(row, batch.targets()[row] & 0xff);
                losses[row] = Softmax.forward(scores, row, Shape.VOCABULARY, 1) - score;
              }
            });
    double sum = 0;
    for (int row = 0; row < batch.tokens(); row++) {
      sum += losses[row];
    }
    return sum;
  }

  private void backward(Batch batch) {
    float[] d = scores.data();
    for (int row = 0; row < batch.tokens(); row++) {
      d[scores.index(row, batch.targets()[row] & 0xff)] -= 1;
    }
    float share = 1f / batch.tokens();
    for (int i = 0; i < d.length; i++) {
      d[i] *= share;
    }
    Compute compute = room.compute();
    compute.multiply(finalNormalized.transposed(), scores, room.gradients().matrix("head"));
    Matrix head = room.weights().matrix("head");
    compute.multiply(scores, head.transposed(), finalNormalized);
    Arrays.fill(flow.data(), 0);
    finalNormalization.backward(finalNormalized, flow);
    for (Block block : blocks.reversed()) {
      block.backward(flow);
    }
    embeddingBackward(batch);
  }

  private void embeddingBackward(Batch batch) {
    Matrix gradient = room.gradients().matrix("embedding");
    float[] sums = gradient.data();
    Arrays.fill(
        sums, gradient.offset(), gradient.offset() + gradient.rows() * gradient.columns(), 0);
    for (int row = 0; row < batch.tokens(); row++) {
      int to = gradient.index(batch.inputs()[row] & 0xff, 0);
      int from = flow.index(row, 0);
      for (int i = 0; i < flow.columns(); i++) {
        sums[to + i] += flow.data()[from + i];
      }
    }
  }

  /// The probabilities of the byte that follows the last of `text`.
  ///
  /// @param text at least one byte; only the last `context` bytes count
  float[] next(byte[] text) {
    int context = room.shape().context();
    byte[] window = Arrays.copyOfRange(text, Math.max(0, text.length - context), text.length);
    int last = window.length - 1;
    byte[] inputs = Arrays.copyOf(window, context);
    normalize(inputs);
    int at = scores.index(last, 0);
    return Arrays.copyOfRange(scores.data(), at, at + Shape.VOCABULARY);
  }

  private void normalize(byte[] inputs) {
    forward(inputs);
    normalize(new Batch(inputs, inputs));
  }
}
