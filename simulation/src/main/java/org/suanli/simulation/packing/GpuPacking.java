package org.suanli.simulation.packing;

import java.util.Arrays;

/// Devices that are shared already before idle ones, and nodes that are in use before idle ones.
record GpuPacking() implements Scoring {
  private static final int TENTHS = 10;

  @Override
  public long score(PackedNode node, Shape shape) {
    if (shape.devices() == 0) {
      return 0;
    }
    var idle = node.idle();
    if (node.idleTotal() == Shape.WHOLE * idle.length) {
      return Math.max(PERCENT / 3 - idle.length, idle.length);
    }
    Arrays.sort(idle);
    var taken = Arrays.stream(idle).filter(each -> each >= shape.milli()).limit(shape.devices());
    var parts = taken.toArray();
    int whole = (int) Arrays.stream(parts).filter(each -> each == Shape.WHOLE).count();
    if (whole > 0) {
      return Math.max(PERCENT / 2 - whole, PERCENT / 3);
    }
    int percents = Arrays.stream(parts).map(each -> each * PERCENT / Shape.WHOLE).sum();
    return Math.max(PERCENT - percents / TENTHS, PERCENT / 2);
  }
}
