package org.suanli.simulation.packing;

/// Pods beside those that need as many devices: best on nodes of such alone, then among others,
/// then on idle nodes; of nodes that are equal in this the one with the fewest idle accelerators.
record GpuClustering(Largest largest) implements Scoring {
  private static final int QUARTER = PERCENT / 4;

  @Override
  public long score(PackedNode node, Shape shape) {
    if (shape.devices() == 0) {
      return 0;
    }
    int used = QUARTER * (largest.milli() - node.idleTotal()) / largest.milli();
    long kinds = node.kinds();
    boolean isAlone = Long.bitCount(kinds) == 1;
    if ((kinds & shape.kind()) != 0) {
      return used + QUARTER * (isAlone ? 3 : 2);
    }
    return kinds == 0 ? used + QUARTER : used;
  }
}
