package org.suanli.simulation.packing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.suanli.core.units.ModelName;

/// Bid prices of places for pods that few places suit: those of several devices, and those that
/// only some makes suit. What all nodes together still offer them is set against what is expected
/// of them; the scarcer, the dearer. Sampled fills look at one node and cannot tell.
///
/// The price of a place is a quarter of its accelerator-milli, times the square of demand over
/// offer, which is 1 at most. Demand is the pods' part of all milli seen, of all that is idle: what
/// would come of them until all is full.
final class SlotPrices {
  /// The parts of an accelerator-milli that prices are in.
  static final long UNIT = 1 << 14;

  /// A place that is lost costs this part of its milli at most: other pods may use them.
  private static final long DIVISOR = 4;

  /// Shapes with prices, those with the most milli first: time grows with them.
  private static final int SHAPES_MAX = 256;

  private final Map<ModelName, List<Priced>> byModel = new HashMap<>();
  private final List<Priced> priced = new ArrayList<>();

  private record Priced(Shape shape, long price) {}

  private SlotPrices() {}

  /// @param seen pods that need accelerators, at least one
  static SlotPrices of(List<Shape> seen, List<PackedNode> nodes) {
    var prices = new SlotPrices();
    var idle = nodes.stream().map(Idle::of).filter(node -> node.total() > 0).toList();
    long idleMilli = idle.stream().mapToLong(Idle::total).sum();
    long seenMilli = seen.stream().mapToLong(Shape::milliTotal).sum();
    demands(seen)
        .forEach(
            (shape, milli) -> {
              long offered =
                  idle.stream()
                      .filter(node -> shape.accepts(node.model()))
                      .mapToLong(node -> (long) node.slots(shape) * shape.milliTotal())
                      .sum();
              if (offered > 0) {
                long demanded = milli * idleMilli / seenMilli;
                prices.add(shape, Math.min(UNIT, demanded * UNIT / offered));
              }
            });
    return prices;
  }

  /// The milli of each shape that few places suit.
  private static Map<Shape, Long> demands(List<Shape> seen) {
    var demands = new LinkedHashMap<Shape, Long>();
    for (var shape : seen) {
      if (shape.devices() > 1 || !shape.models().isEmpty()) {
        demands.merge(shape, (long) shape.milliTotal(), Long::sum);
      }
    }
    var most = new LinkedHashMap<Shape, Long>();
    demands.entrySet().stream()
        .sorted(
            Map.Entry.<Shape, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry::getKey, Comparator.comparingInt(Shape::number)))
        .limit(SHAPES_MAX)
        .forEach(entry -> most.put(entry.getKey(), entry.getValue()));
    return most;
  }

  /// @param scarcity demand over offer, in units
  private void add(Shape shape, long scarcity) {
    long price = scarcity * scarcity / UNIT * shape.milliTotal() / DIVISOR;
    if (price > 0) {
      priced.add(new Priced(shape, price));
    }
  }

  /// Of all places that a node offers, in units.
  long value(Idle idle) {
    long value = 0;
    for (var each : byModel.computeIfAbsent(idle.model(), this::accepting)) {
      value += idle.slots(each.shape) * each.price;
    }
    return value;
  }

  private List<Priced> accepting(ModelName model) {
    return priced.stream().filter(each -> each.shape.accepts(model)).toList();
  }
}
