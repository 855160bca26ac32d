package org.suanli.simulation.packing;

/// The node that loses the least of its worth: of what pods like those seen would fill of it, and
/// of the places that it offers to those that few places suit. Of equal nodes the one with the
/// fewest idle accelerators.
record LearntValue(SampledFills fills, SlotPrices prices) implements Scoring {
  /// More than the idle milli of any node: worth comes first.
  private static final long TIES = 1 << 20;

  @Override
  public long score(PackedNode node, Shape shape) {
    var idle = Idle.of(node);
    long after = shape.isShare() ? best(idle, shape).value : value(idle.with(shape, Shape.WHOLE));
    return (after - value(idle)) * TIES - node.idleTotal();
  }

  @Override
  public int device(PackedNode node, Shape shape) {
    int tier = best(Idle.of(node), shape).tier;
    var idle = node.idle();
    int device = 0;
    while (idle[device] != tier) {
      device++;
    }
    return device;
  }

  /// @param tier idle thousandths of the device
  private record Choice(int tier, long value) {}

  /// The tightest of several.
  private Choice best(Idle idle, Shape shape) {
    var best = new Choice(0, Long.MIN_VALUE);
    for (int tier : idle.devices()) {
      if (tier >= shape.milli() && tier != best.tier) {
        long value = value(idle.with(shape, tier));
        best = value > best.value ? new Choice(tier, value) : best;
      }
    }
    return best;
  }

  private long value(Idle idle) {
    return SlotPrices.UNIT * fills.value(idle) / SampledFills.ROWS + prices.value(idle);
  }
}
