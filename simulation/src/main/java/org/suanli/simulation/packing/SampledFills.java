package org.suanli.simulation.packing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.suanli.core.units.ModelName;

/// What pods like those seen would fill of a node: they are drawn once, in several rows, and each
/// row is placed on the idle node, one pod after the other, those that do not fit left out.
///
/// The draw is stratified: the pods seen, by size, are cut into as many parts as are drawn, and the
/// middle of each part is taken once.
final class SampledFills {
  /// How many rows: the more, the less is chance; time grows with them.
  static final int ROWS = 32;

  /// Pods of a row: more than fit a node of eight devices, for the most of them.
  static final int LENGTH = 24;

  /// Values kept; all are dropped when there are as many. Some hundred megabytes.
  private static final int KNOWN_MAX = 1 << 20;

  private static final Comparator<Shape> BY_SIZE =
      Comparator.comparingInt(Shape::milliTotal)
          .thenComparingLong(shape -> shape.cpus().milli())
          .thenComparingInt(Shape::number);

  private final List<List<Shape>> rows = new ArrayList<>();
  private final Map<ModelName, List<List<Shape>>> byModel = new HashMap<>();
  private final Map<Idle, Integer> known = new HashMap<>();

  /// @param seen pods that need accelerators, at least one
  /// @param seed of the order in which those drawn arrive
  SampledFills(List<Shape> seen, long seed) {
    var sorted = seen.stream().sorted(BY_SIZE).toList();
    var drawn = new ArrayList<Shape>();
    int draws = ROWS * LENGTH;
    for (int part = 0; part < draws; part++) {
      drawn.add(sorted.get((int) ((2L * part + 1) * sorted.size() / (2L * draws))));
    }
    Collections.shuffle(drawn, new Random(seed));
    for (int from = 0; from < draws; from += LENGTH) {
      rows.add(List.copyOf(drawn.subList(from, from + LENGTH)));
    }
  }

  /// Accelerator-milli, summed over the rows.
  int value(Idle idle) {
    var value = known.get(idle);
    if (value == null) {
      if (known.size() >= KNOWN_MAX) {
        known.clear();
      }
      value = compute(idle);
      known.put(idle, value);
    }
    return value;
  }

  private int compute(Idle idle) {
    int total = idle.total();
    if (total == 0) {
      return 0;
    }
    int value = 0;
    for (var row : byModel.computeIfAbsent(idle.model(), this::accepting)) {
      value += fill(idle, total, row);
    }
    return value;
  }

  private List<List<Shape>> accepting(ModelName model) {
    return rows.stream()
        .map(row -> row.stream().filter(shape -> shape.accepts(model)).toList())
        .toList();
  }

  /// Accelerator-milli that a row takes.
  private static int fill(Idle idle, int total, List<Shape> row) {
    var devices = idle.devices().clone();
    long cpus = idle.cpus();
    long memory = idle.memory();
    int left = total;
    for (var shape : row) {
      if (shape.cpus().milli() <= cpus
          && shape.memory().bytes() <= memory
          && shape.milliTotal() <= left
          && take(devices, shape)) {
        cpus -= shape.cpus().milli();
        memory -= shape.memory().bytes();
        left -= shape.milliTotal();
        if (left == 0) {
          break;
        }
      }
    }
    return total - left;
  }

  /// Takes of the devices with the least idle that is enough, if there are as many.
  private static boolean take(int[] devices, Shape shape) {
    int milli = shape.milli();
    if (shape.devices() == 1) {
      int best = -1;
      for (int device = 0; device < devices.length; device++) {
        if (devices[device] >= milli && (best < 0 || devices[device] < devices[best])) {
          best = device;
        }
      }
      if (best >= 0) {
        devices[best] -= milli;
      }
      return best >= 0;
    }
    int whole = 0;
    for (int each : devices) {
      whole += each == Shape.WHOLE ? 1 : 0;
    }
    if (whole < shape.devices()) {
      return false;
    }
    PackedNode.takeWhole(devices, shape.devices());
    return true;
  }
}
