package org.suanli.simulation.packing;

/// Rates nodes for a shape that fits them, by nothing but what is idle there.
interface Scoring {
  /// Published scores are whole percents, so that many nodes are equal: their figures have it so.
  int PERCENT = 100;

  /// The higher the better; 0 to 100 where others published it.
  long score(PackedNode node, Shape shape);

  /// The device that a share is taken of.
  default int device(PackedNode node, Shape shape) {
    return node.tightest(shape);
  }
}
