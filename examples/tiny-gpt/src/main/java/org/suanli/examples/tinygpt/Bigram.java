package org.suanli.examples.tinygpt;

/// The baseline: the next byte by counts of the training text's pairs, smoothed after Witten and
/// Bell ("The Zero-Frequency Problem", 1991) towards the counts of single bytes.
final class Bigram {
  private final int[][] pairs = new int[Shape.VOCABULARY][Shape.VOCABULARY];
  private final int[] singles = new int[Shape.VOCABULARY];
  private final int[] followers = new int[Shape.VOCABULARY];
  private final int[] followed = new int[Shape.VOCABULARY];
  private final int total;

  Bigram(byte[] training) {
    total = training.length;
    for (int i = 0; i < training.length; i++) {
      int next = training[i] & 0xff;
      singles[next]++;
      if (i > 0) {
        int previous = training[i - 1] & 0xff;
        followed[previous]++;
        followers[previous] += pairs[previous][next] == 0 ? 1 : 0;
        pairs[previous][next]++;
      }
    }
  }

  /// The mean negative logarithm of the probabilities of the targets, in nats per byte.
  double loss(Model.Batch batch) {
    double sum = 0;
    for (int i = 0; i < batch.tokens(); i++) {
      sum -= StrictMath.log(probability(batch.inputs()[i] & 0xff, batch.targets()[i] & 0xff));
    }
    return sum / batch.tokens();
  }

  /// The probability of a byte after another; over all bytes they sum to one.
  double probability(int previous, int next) {
    double single = (singles[next] + 1.0) / (total + Shape.VOCABULARY);
    int unseen = Math.max(1, followers[previous]);
    return (pairs[previous][next] + unseen * single) / (followed[previous] + unseen);
  }
}
