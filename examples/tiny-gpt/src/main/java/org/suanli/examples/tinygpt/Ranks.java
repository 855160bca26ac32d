package org.suanli.examples.tinygpt;

/// The processes of one run, and what they do together. All ranks make the same calls in the same
/// order. A lost rank is a {@link Failure} of kind EXTERNAL at every other.
///
/// The shape is a star: rank 0 takes each rank's floats in the order of ranks, adds them, and sends
/// the totals back. So a sum has one order, its bits are the same at every rank and in every
/// repetition, and the one address that a rank must know is rank 0's.
sealed interface Ranks extends AutoCloseable permits Alone, Star.Center, Star.Tip {
  int rank();

  int size();

  /// Replaces the values by their sums over the ranks.
  void sum(float[] values);

  /// Replaces the values by their sums over the ranks.
  void sum(double[] values);

  /// Replaces the values by those of rank 0.
  void share(float[] values);

  @Override
  void close();
}
