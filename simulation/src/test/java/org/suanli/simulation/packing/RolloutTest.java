package org.suanli.simulation.packing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.suanli.core.supply.NodeSpec;
import org.suanli.core.units.Bytes;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.MilliCpus;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.NodeId;

/// Worths and prices computed by hand, and rules that hold for any pods. `-Dseed=` replays pods.
class RolloutTest {
  private static final ModelName T4 = new ModelName("T4");
  private static final ModelName V100 = new ModelName("V100");
  private static final Bytes NONE = Bytes.ZERO;
  private static final int SCARCE = 32;
  private static final int WANT_PODS = 600;

  private static NodeSpec node(String name, ModelName model, int devices, int cores) {
    return new NodeSpec(
        new NodeId(new ClusterId("east"), name),
        "block",
        "rack",
        model,
        devices,
        new MilliCpus(cores * 1_000L),
        new Bytes(1L << 30));
  }

  private static Shape shape(int number, int cores, int devices, int milli, ModelName... models) {
    return new Shape(number, new MilliCpus(cores * 1_000L), NONE, devices, milli, List.of(models));
  }

  private static Idle idle(int cores, int... devices) {
    return new Idle(T4, cores * 1_000L, 0, devices);
  }

  /// Whole devices with a core each, sampled alone: as many as there are devices and cores for.
  @Test
  void aNodeIsWorthWhatPodsLikeThoseSeenWouldFill() {
    var fills = new SampledFills(List.of(shape(0, 1, 1, Shape.WHOLE)), 1);

    assertThat(fills.value(idle(8, 1_000, 1_000))).isEqualTo(2_000 * SampledFills.ROWS);
    assertThat(fills.value(idle(1, 1_000, 1_000))).isEqualTo(1_000 * SampledFills.ROWS);
    assertThat(fills.value(idle(8, 900, 1_000))).isEqualTo(1_000 * SampledFills.ROWS);
    assertThat(fills.value(idle(8, 500, 999))).isZero();
  }

  /// Half of the pods drawn need two devices, half a share of 400: two shares go on one device.
  @Test
  void podsOfOtherMakesFillNothing() {
    var seen = List.of(shape(0, 1, 2, Shape.WHOLE, V100), shape(1, 1, 1, 400));
    var fills = new SampledFills(seen, 1);

    assertThat(fills.value(idle(8, 1_000))).isEqualTo(800 * SampledFills.ROWS);
    assertThat(fills.value(idle(8, 1_000, 1_000))).isEqualTo(1_600 * SampledFills.ROWS);
  }

  /// Two nodes of 2 devices and one of 1: 5,000 milli idle. Pairs are half of the milli seen, so
  /// 2,500 are expected of 4,000 offered: 0.625, squared 0.390625, of a quarter of 2,000 milli.
  @Test
  void aPlaceForAPairIsPricedByDemandAndOffer() {
    var seen = List.of(shape(0, 1, 2, Shape.WHOLE), shape(1, 1, 1, 1_000), shape(1, 1, 1, 1_000));
    var nodes =
        List.of(
            new PackedNode(node("a", T4, 2, 8), 0),
            new PackedNode(node("b", T4, 2, 8), 1),
            new PackedNode(node("c", T4, 1, 8), 2));

    var prices = SlotPrices.of(seen, nodes);

    long want = SlotPrices.UNIT * 390_625 / 1_000_000 * 500;
    assertThat(prices.value(idle(8, 1_000, 1_000))).isEqualTo(want);
    assertThat(prices.value(idle(8, 1_000, 1_000, 1_000, 1_000))).isEqualTo(2 * want);
    assertThat(prices.value(idle(1, 1_000, 1_000, 1_000, 1_000))).isEqualTo(want);
    assertThat(prices.value(idle(8, 500, 1_000))).isZero();
  }

  /// The first nodes are the only ones that 32 pods could use; the next pod may go anywhere.
  @Test
  void whatOthersNeedIsLeftToThem() {
    var fleet = new ArrayList<NodeSpec>();
    for (int number = 0; number < SCARCE + 1; number++) {
      fleet.add(node("scarce-" + number, V100, 1, 8));
    }
    fleet.add(node("plenty", T4, 1, 8));
    var arrivals = new ArrayList<>(Collections.nCopies(SCARCE, shape(0, 1, 1, 500, V100)));
    arrivals.add(shape(1, 1, 1, 1_000));

    var packing = Packing.run(fleet, arrivals, new Rollout(1));

    assertThat(packing.nodes().getLast().orElseThrow().name()).isEqualTo("plenty");
    assertThat(packing.placed()).isEqualTo(arrivals.size());
  }

  static Stream<Long> seeds() {
    var given = Long.getLong("seed");
    return given == null ? Stream.of(1L, 2L, 3L) : Stream.of(given);
  }

  /// More arrives than there is. Pods that need no device, shares, pairs and makes are among them.
  private static List<Shape> arrivals(Random random) {
    var shapes =
        List.of(
            shape(0, 2, 0, 0),
            shape(1, 1, 1, 300),
            shape(2, 3, 1, 500, T4),
            shape(3, 1, 1, 1_000),
            shape(4, 4, 2, 1_000, T4, V100),
            shape(5, 8, 4, 1_000, V100));
    return random.ints(WANT_PODS, 0, shapes.size()).mapToObj(shapes::get).toList();
  }

  private static List<NodeSpec> fleet(Random random) {
    var fleet = new ArrayList<NodeSpec>();
    for (int number = 0; number < 60; number++) {
      var model = random.nextBoolean() ? T4 : V100;
      fleet.add(node("n" + number, model, random.nextInt(9), 8 + random.nextInt(32)));
    }
    return fleet;
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theSamePodsGoToTheSameNodesAndNoNodeIsOverfilled(long seed) {
    var random = new Random(seed);
    var fleet = fleet(random);
    var arrivals = arrivals(random);

    var packing = Packing.run(fleet, arrivals, new Rollout(seed));

    assertThat(Packing.run(fleet, arrivals, new Rollout(seed)).nodes()).isEqualTo(packing.nodes());
    assertThat(packing.placed()).isBetween(1L, WANT_PODS - 1L);
    var milli = new HashMap<NodeId, Integer>();
    var cpus = new HashMap<NodeId, Long>();
    for (int pod = 0; pod < WANT_PODS; pod++) {
      var shape = arrivals.get(pod);
      packing
          .nodes()
          .get(pod)
          .ifPresent(
              id -> {
                milli.merge(id, shape.milliTotal(), Integer::sum);
                cpus.merge(id, shape.cpus().milli(), Long::sum);
              });
    }
    assertThat(fleet)
        .allSatisfy(
            node -> {
              assertThat(milli.getOrDefault(node.id(), 0))
                  .isLessThanOrEqualTo(node.accelerators() * Shape.WHOLE);
              assertThat(cpus.getOrDefault(node.id(), 0L)).isLessThanOrEqualTo(node.cpus().milli());
            });
    assertThat(milli.values().stream().mapToInt(each -> each).sum()).isEqualTo(packing.usedMilli());
  }

  /// Placements depend on nothing that comes later.
  @Test
  void whatComesLaterIsNotKnown() {
    var random = new Random(5);
    var fleet = fleet(random);
    var arrivals = arrivals(random);
    var other = new ArrayList<>(arrivals.subList(0, WANT_PODS / 2));
    other.addAll(Collections.nCopies(WANT_PODS / 2, arrivals.getFirst()));

    var first = Packing.run(fleet, arrivals, new Rollout(1)).nodes();
    var second = Packing.run(fleet, other, new Rollout(1)).nodes();

    assertThat(second.subList(0, WANT_PODS / 2)).isEqualTo(first.subList(0, WANT_PODS / 2));
  }
}
