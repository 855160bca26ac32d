package org.suanli.simulation.packing;

/// The node on which the least stays idle, cores and accelerators counting alike, each as part of
/// the largest that a node has.
record BestFit(Largest largest) implements Scoring {
  private static final double WEIGHT = 0.5;

  @Override
  public long score(PackedNode node, Shape shape) {
    double left =
        WEIGHT * (node.cpus() - shape.cpus().milli()) / largest.cpus()
            + WEIGHT * (node.idleTotal() - shape.milliTotal()) / largest.milli();
    return (int) ((1 - left) * PERCENT);
  }
}
