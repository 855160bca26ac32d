package org.suanli.simulation.packing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.suanli.core.supply.NodeSpec;

/// Suanli's own policy: a job goes where it costs least of what later jobs could have used.
///
/// It knows nothing beforehand: what is to come is taken to be like what has arrived, which is
/// learnt anew whenever half as much again has. A node is worth what {@link Futures} would fill of
/// it, and a quarter of what its slots for scarce shapes are worth by {@link SlotPrices}. The job
/// goes to the node, and the device, that loses least; of equal ones to the one with the least
/// left, the first of several. Until {@link #FIRST} jobs have arrived, best fit decides. All sums
/// are of whole numbers.
///
/// See docs/decisions/expected-fill.md.
public final class ExpectedFill implements PackingPolicy {
  /// Jobs that must have arrived before something is learnt of them.
  static final int FIRST = 32;

  /// So many arrivals prices hold.
  private static final int PRICES_HOLD = 100;

  private static final int SLOTS_COUNT = 4;

  /// More than the idle thousandths of any node.
  private static final long LEFT_MAX = 1 << 17;

  private static final long UNFIT = Long.MIN_VALUE;

  private final PackingPolicy untilLearnt;
  private final List<Shape> arrived = new ArrayList<>();
  private final List<Known> byShape = new ArrayList<>();
  private int learnsAt = FIRST;
  private int pricedAt;
  private int pricings;
  private @Nullable Futures futures;
  private @Nullable SlotPrices prices;

  /// The scores of one shape, by node, and the device that is best for a share.
  ///
  /// @param stamps of what a score holds for: how often prices were made, and the node changed
  private record Known(long[] stamps, long[] scores, int[] devices) {
    static Known nothing(int nodes) {
      var stamps = new long[nodes];
      Arrays.fill(stamps, -1);
      return new Known(stamps, new long[nodes], new int[nodes]);
    }
  }

  public ExpectedFill(List<NodeSpec> fleet) {
    untilLearnt = new HighestScore(new BestFit(Largest.of(fleet)));
  }

  @Override
  public Optional<Spot> choose(List<PackedNode> nodes, Shape shape) {
    learn(nodes, shape);
    if (futures == null || prices == null) {
      return untilLearnt.choose(nodes, shape);
    }
    while (byShape.size() <= shape.number()) {
      byShape.add(Known.nothing(nodes.size()));
    }
    var known = byShape.get(shape.number());
    PackedNode best = nodes.getFirst();
    long highest = UNFIT;
    for (var node : nodes) {
      int number = node.number();
      long stamp = ((long) pricings << Integer.SIZE) + node.changes();
      if (known.stamps[number] != stamp) {
        known.stamps[number] = stamp;
        rate(known, node, shape, futures, prices);
      }
      if (known.scores[number] > highest) {
        highest = known.scores[number];
        best = node;
      }
    }
    return highest == UNFIT
        ? Optional.empty()
        : Optional.of(new Spot(best, known.devices[best.number()]));
  }

  private void learn(List<PackedNode> nodes, Shape shape) {
    if (shape.devices() > 0) {
      arrived.add(shape);
    }
    boolean isDue = arrived.size() >= learnsAt;
    if (isDue) {
      learnsAt += learnsAt / 2;
      futures = new Futures(arrived);
    }
    if (futures != null && (isDue || arrived.size() >= pricedAt + PRICES_HOLD)) {
      pricedAt = arrived.size();
      pricings++;
      prices = new SlotPrices(arrived, nodes);
    }
  }

  private static void rate(
      Known known, PackedNode node, Shape shape, Futures futures, SlotPrices prices) {
    int number = node.number();
    known.scores[number] = UNFIT;
    if (!node.fits(shape)) {
      return;
    }
    var free = node.free();
    long before = worth(free, futures, prices);
    int devices = shape.isShare() ? free.idle().length : 1;
    for (int device = 0; device < devices; device++) {
      if (!shape.isShare() || isNew(free.idle(), device, shape.milli())) {
        var after = free.without(shape, device);
        long gain = worth(after, futures, prices) - before;
        long score = gain * LEFT_MAX + LEFT_MAX - after.total();
        if (score > known.scores[number]) {
          known.scores[number] = score;
          known.devices[number] = device;
        }
      }
    }
  }

  /// Whether a device has room for a share, and no earlier one has as much idle.
  private static boolean isNew(int[] idle, int device, int milli) {
    for (int earlier = 0; earlier < device; earlier++) {
      if (idle[earlier] == idle[device]) {
        return false;
      }
    }
    return idle[device] >= milli;
  }

  /// In parts of an accelerator-milli that hold whole numbers of both.
  private static long worth(Free free, Futures futures, SlotPrices prices) {
    long filled = (long) futures.filled(free) * (SlotPrices.PER_MILLI / Futures.SEQUENCES);
    return SLOTS_COUNT * filled + prices.worth(free);
  }
}
