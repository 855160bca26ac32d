package org.suanli.simulation.packing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.suanli.core.units.ModelName;

/// What a node would yet be filled with: sequences of likely arrivals, each placed on it as far as
/// it fits.
///
/// The sequences are a stratified sample of what has arrived: their shapes together are evenly
/// spaced quantiles by accelerators, then cores, in an order drawn once.
final class Futures {
  static final int SEQUENCES = 32;
  static final int LENGTH = 24;

  /// Any: it only must be the same each time.
  private static final long SEED = 1;

  private final List<List<Shape>> sequences = new ArrayList<>();
  private final Map<Free, Integer> known = new HashMap<>();

  /// @param arrived shapes with devices; at least one
  Futures(List<Shape> arrived) {
    var sorted = new ArrayList<>(arrived);
    sorted.sort(
        Comparator.comparingInt(Shape::milliTotal).thenComparing(shape -> shape.cpus().milli()));
    int size = SEQUENCES * LENGTH;
    var drawn = new ArrayList<Shape>(size);
    for (int index = 0; index < size; index++) {
      drawn.add(sorted.get((int) ((2L * index + 1) * sorted.size() / (2L * size))));
    }
    Collections.shuffle(drawn, new Random(SEED));
    for (int from = 0; from < size; from += LENGTH) {
      sequences.add(List.copyOf(drawn.subList(from, from + LENGTH)));
    }
  }

  /// The accelerator-milli that all sequences together would use, each alone on the node.
  int filled(Free free) {
    return known.computeIfAbsent(free, this::fill);
  }

  private int fill(Free free) {
    int total = free.total();
    if (total == 0) {
      return 0;
    }
    int filled = 0;
    for (var sequence : sequences) {
      filled += total - new Rest(free, total).after(sequence);
    }
    return filled;
  }

  /// What one sequence leaves.
  private static final class Rest {
    private final int[] idle;
    private final ModelName model;
    private long cpus;
    private long memory;
    private int total;

    Rest(Free free, int total) {
      idle = free.idle().clone();
      model = free.model();
      cpus = free.cpus();
      memory = free.memory();
      this.total = total;
    }

    /// Idle thousandths of all devices.
    int after(List<Shape> sequence) {
      for (var shape : sequence) {
        boolean mayFit =
            shape.cpus().milli() <= cpus
                && shape.memory().bytes() <= memory
                && shape.milliTotal() <= total
                && shape.accepts(model);
        if (mayFit && take(shape)) {
          cpus -= shape.cpus().milli();
          memory -= shape.memory().bytes();
          total -= shape.milliTotal();
        }
        if (total == 0) {
          break;
        }
      }
      return total;
    }

    private boolean take(Shape shape) {
      return shape.isShare() ? takeShare(shape.milli()) : takeWhole(shape.devices());
    }

    /// Of the device with the least idle that is enough.
    private boolean takeShare(int milli) {
      int best = -1;
      for (int device = 0; device < idle.length; device++) {
        if (idle[device] >= milli && (best < 0 || idle[device] < idle[best])) {
          best = device;
        }
      }
      if (best >= 0) {
        idle[best] -= milli;
      }
      return best >= 0;
    }

    private boolean takeWhole(int devices) {
      int whole = 0;
      for (int each : idle) {
        whole += each == Shape.WHOLE ? 1 : 0;
      }
      if (whole >= devices) {
        PackedNode.takeWhole(idle, devices);
      }
      return whole >= devices;
    }
  }
}
