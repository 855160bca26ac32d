package org.suanli.simulation.packing;

import java.util.OptionalDouble;
import java.util.TreeMap;

/// How much of the accelerators was in use as more arrived. Owned by one packing.
public final class Allocation {
  private static final double PERCENT = 100;

  private final long capacityMilli;
  private final TreeMap<Long, Mean> byPercent = new TreeMap<>();

  private static final class Mean {
    private double sum;
    private long count;
  }

  Allocation(long capacityMilli) {
    this.capacityMilli = capacityMilli;
  }

  /// Notes one arrival, whether it was placed or not.
  void add(long arrivedMilli, long usedMilli) {
    if (capacityMilli > 0) {
      long percent = Math.round(PERCENT * arrivedMilli / capacityMilli);
      var mean = byPercent.computeIfAbsent(percent, _ -> new Mean());
      mean.sum += PERCENT * usedMilli / capacityMilli;
      mean.count++;
    }
  }

  /// The percents of all accelerators in use when so many percents of them had arrived: the mean
  /// over the arrivals that round to it, or to the last percent before it to which some do. Empty
  /// if fewer arrived.
  public OptionalDouble at(long arrivedPercent) {
    var at = byPercent.floorEntry(arrivedPercent);
    if (at == null || byPercent.lastKey() < arrivedPercent) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(at.getValue().sum / at.getValue().count);
  }
}
