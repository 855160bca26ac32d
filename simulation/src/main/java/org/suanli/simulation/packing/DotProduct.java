package org.suanli.simulation.packing;

/// The node that has the least of what the pod needs most: that with the smallest product of what
/// is idle and what is needed, summed over cores and accelerators.
record DotProduct(Largest largest) implements Scoring {
  private static final int RESOURCES = 2;

  @Override
  public long score(PackedNode node, Shape shape) {
    double cpus = (double) node.cpus() / largest.cpus() * shape.cpus().milli() / largest.cpus();
    double devices =
        (double) node.idleTotal() / largest.milli() * shape.milliTotal() / largest.milli();
    return (int) ((1 - (cpus + devices) / RESOURCES) * PERCENT);
  }
}
