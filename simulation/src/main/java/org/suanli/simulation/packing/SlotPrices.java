package org.suanli.simulation.packing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the room for one more job of a scarce shape is worth: shapes of several devices, or of
/// chosen makes, which little room suits.
///
/// A slot is room for one such job on one node. If jobs come in the mix that has arrived, such a
/// shape has its part of what is idle; the more of its slots that part fills, the more a slot is
/// worth: nothing where there are plenty, all its accelerators where there are no more than needed,
/// and in between the square of that ratio.
final class SlotPrices {
  /// In which prices are told.
  static final int PER_MILLI = 1_024;

  private static final int SHAPES_MAX = 256;

  private final List<Wanted> wanted;
  private final long[] prices;

  /// @param shape of several devices, or of chosen makes
  /// @param milli of all jobs of it that have arrived
  private record Wanted(Shape shape, long milli) {}

  /// @param arrived shapes with devices
  /// @param nodes as they are
  SlotPrices(List<Shape> arrived, List<PackedNode> nodes) {
    var milli = new LinkedHashMap<Shape, Long>();
    arrived.forEach(shape -> milli.merge(shape, (long) shape.milliTotal(), Long::sum));
    wanted =
        milli.entrySet().stream()
            .filter(entry -> isScarce(entry.getKey()))
            .sorted(Map.Entry.<Shape, Long>comparingByValue().reversed())
            .limit(SHAPES_MAX)
            .map(entry -> new Wanted(entry.getKey(), entry.getValue()))
            .toList();
    prices = new long[wanted.size()];
    long all = milli.values().stream().mapToLong(Long::longValue).sum();
    var rooms = new ArrayList<Free>();
    for (var node : nodes) {
      if (node.idleTotal() > 0) {
        rooms.add(node.free());
      }
    }
    long idle = rooms.stream().mapToLong(Free::total).sum();
    for (int index = 0; index < prices.length; index++) {
      prices[index] = price(wanted.get(index), idle, all, rooms);
    }
  }

  private static boolean isScarce(Shape shape) {
    return shape.devices() > 1 || !shape.models().isEmpty();
  }

  private static long price(Wanted wanted, long idle, long all, List<Free> rooms) {
    var shape = wanted.shape();
    long slots = rooms.stream().mapToLong(room -> room.copies(shape)).sum();
    if (slots == 0) {
      return 0;
    }
    long part = wanted.milli() * idle / all;
    long ratio = part * PER_MILLI / (slots * shape.milliTotal());
    return Math.min(PER_MILLI, ratio * ratio / PER_MILLI) * shape.milliTotal();
  }

  /// What all slots of a node are worth, in {@link #PER_MILLI} of an accelerator-milli.
  long worth(Free free) {
    long worth = 0;
    for (int index = 0; index < prices.length; index++) {
      if (prices[index] > 0) {
        worth += free.copies(wanted.get(index).shape()) * prices[index];
      }
    }
    return worth;
  }
}
