package org.suanli.examples.tinygpt;

/// Causal attention of all heads and sequences of a batch, forward and backward.
///
/// The rows of a batch are the tokens of its sequences, one after the other; the columns of the
/// queries, keys and values are three groups of heads. Each (sequence, head) is one unit of work.
final class Attention {
  private final Compute compute;
  private final Shape shape;
  private final Matrix probabilities;
  private final Matrix scratch;

  /// @param scratch as large as the probabilities: `tokens * heads` x context; blocks may share it
  Attention(Compute compute, Shape shape, Matrix scratch) {
    this.compute = compute;
    this.shape = shape;
    this.scratch = scratch;
    this.probabilities = Matrix.of(scratch.rows(), scratch.columns());
  }

  /// One unit's view of the queries (group 0), keys (1) or values (2).
  private Matrix part(Matrix queryKeyValue, int unit, int group) {
    int row = unit / shape.heads() * shape.context();
    int column = group * shape.width() + unit % shape.heads() * shape.headWidth();
    return queryKeyValue
        .rows(row, row + shape.context())
        .columns(column, column + shape.headWidth());
  }

  private Matrix square(Matrix all, int unit) {
    return all.rows(unit * shape.context(), (unit + 1) * shape.context());
  }

  private int units(Matrix rows) {
    return rows.rows() / shape.context() * shape.heads();
  }

  private float scale() {
    return (float) (1 / Math.sqrt(shape.headWidth()));
  }

  /// Sets `out` (tokens x width) from the queries, keys and values (tokens x 3 width).
  void forward(Matrix queryKeyValue, Matrix out) {
    compute.parallel(
        units(out),
        (gemm, from, to) -> {
          for (int unit = from; unit < to; unit++) {
            Matrix scores = square(probabilities, unit);
            Matrix keys = part(queryKeyValue, unit, 1);
            gemm.multiply(part(queryKeyValue, unit, 0), keys.transposed(), scores);
            for (int row = 0; row < scores.rows(); row++) {
              Softmax.forward(scores, row, row + 1, scale());
            }
            gemm.multiply(scores, part(queryKeyValue, unit, 2), part(out, unit, 0));
          }
        });
  }

  /// Sets the gradient of the queries, keys and values from that of the output.
  void backward(Matrix gradient, Matrix queryKeyValue, Matrix queryKeyValueGradient) {
    compute.parallel(
        units(gradient),
        (gemm, from, to) -> {
          for (int unit = from; unit < to; unit++) {
            Matrix p = square(probabilities, unit);
            Matrix scores = square(scratch, unit);
            Matrix out = part(gradient, unit, 0);
            gemm.multiply(p.transposed(), out, part(queryKeyValueGradient, unit, 2));
            gemm.multiply(out, part(queryKeyValue, unit, 2).transposed(), scores);
            for (int row = 0; row < scores.rows(); row++) {
              Softmax.backward(p, scores, row, scale());
            }
            Matrix queries = part(queryKeyValue, unit, 0);
            gemm.multiply(
                scores, part(queryKeyValue, unit, 1), part(queryKeyValueGradient, unit, 0));
            gemm.multiply(scores.transposed(), queries, part(queryKeyValueGradient, unit, 1));
          }
        });
  }
}
