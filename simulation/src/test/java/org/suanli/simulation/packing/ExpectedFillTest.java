package org.suanli.simulation.packing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.suanli.core.supply.NodeSpec;
import org.suanli.core.units.Bytes;
import org.suanli.core.units.MilliCpus;
import org.suanli.core.units.ModelName;
import org.suanli.simulation.fleet.FleetFile;
import org.suanli.simulation.trace.Written;

class ExpectedFillTest {
  private static final ModelName T4 = new ModelName("T4");
  private static final ModelName V100 = new ModelName("V100");

  /// Two nodes that are alike, and one of another make.
  private static final String NODES =
      """
      sn,cpu_milli,memory_mib,gpu,model
      a,16000,65536,2,T4
      b,16000,65536,2,T4
      c,16000,65536,2,V100
      """;

  private static final Shape SMALL = share(0, 300);
  private static final Shape LARGE = share(1, 700);
  private static final Shape PAIR = new Shape(2, cores(2), Bytes.ZERO, 2, 1_000, List.of());
  private static final Shape PICKY = new Shape(3, cores(1), Bytes.ZERO, 1, 1_000, List.of(V100));
  private static final Shape CORES = new Shape(4, cores(1), Bytes.ZERO, 0, 0, List.of());

  @TempDir private Path folder;
  private List<NodeSpec> fleet = List.of();

  @BeforeEach
  void read() {
    fleet = FleetFile.read(new Written(folder).trace("nodes.csv", NODES)).nodes();
  }

  private static MilliCpus cores(int cores) {
    return new MilliCpus(cores * 1_000L);
  }

  private static Shape share(int number, int milli) {
    return new Shape(number, cores(1), Bytes.ZERO, 1, milli, List.of());
  }

  private static Free free(int cores, int... idle) {
    return new Free(cores * 1_000L, 1L << 30, T4, idle);
  }

  private List<PackedNode> nodes() {
    var nodes = new ArrayList<PackedNode>();
    fleet.forEach(spec -> nodes.add(new PackedNode(spec, nodes.size())));
    return nodes;
  }

  /// A policy to which so many of the shapes have come, none of which was placed.
  private ExpectedFill taught(List<PackedNode> nodes, List<Shape> shapes) {
    var policy = new ExpectedFill(fleet);
    for (int arrival = 0; arrival < ExpectedFill.FIRST; arrival++) {
      policy.choose(nodes, shapes.get(arrival % shapes.size()));
    }
    return policy;
  }

  @Test
  void copiesAreBoundedByDevicesCoresAndMake() {
    assertThat(free(16, 1_000, 700).copies(SMALL)).isEqualTo(5);
    assertThat(free(4, 1_000, 700).copies(SMALL)).isEqualTo(4);
    assertThat(free(16, 1_000, 1_000, 999).copies(PAIR)).isEqualTo(1);
    assertThat(free(16, 1_000).copies(PICKY)).isZero();
  }

  /// Every sequence is of shares of 300 alone: three of them fill 900 of a device, and two 600.
  @Test
  void futuresFillWhatTheirShapesFit() {
    var futures = new Futures(List.of(SMALL));

    assertThat(futures.filled(free(16, 1_000))).isEqualTo(900 * Futures.SEQUENCES);
    assertThat(futures.filled(free(2, 1_000))).isEqualTo(600 * Futures.SEQUENCES);
    assertThat(futures.filled(free(16, 299, 299))).isZero();
  }

  /// Pairs are half of what came, so half of the 6,000 idle: 1.5 pairs for three slots. A slot is
  /// worth the square of a half of its 2,000.
  @Test
  void aSlotIsWorthTheSquareOfWhatIsWantedOfIt() {
    var prices = new SlotPrices(List.of(PAIR, LARGE, LARGE, SMALL, SMALL), nodes());

    assertThat(prices.worth(free(16, 1_000, 1_000))).isEqualTo(500L * SlotPrices.PER_MILLI);
    assertThat(prices.worth(free(16, 1_000, 999))).isZero();
  }

  @Test
  void aShareGoesWhereItLeavesRoomForWhatComes() {
    var nodes = nodes();
    var policy = taught(nodes, List.of(SMALL, LARGE));
    nodes.get(1).place(SMALL, 0);

    // 700 completes the device that 300 began; best fit would have it no other way on `a`.
    var spot = policy.choose(nodes, LARGE).orElseThrow();

    assertThat(spot.node().spec().id().name()).isEqualTo("b");
    assertThat(spot.device()).isZero();
  }

  @Test
  void whatTakesAnyMakeLeavesTheOneThatOthersChoose() {
    var nodes = nodes();
    var policy = taught(nodes, List.of(PICKY, PAIR));

    assertThat(policy.choose(nodes, PAIR).orElseThrow().node().spec().model()).isEqualTo(T4);
  }

  @Test
  void bestFitDecidesUntilSomethingIsLearnt() {
    var arrivals = Collections.nCopies(ExpectedFill.FIRST - 1, SMALL);
    var bestFit = new HighestScore(new BestFit(Largest.of(fleet)));

    assertThat(Packing.run(fleet, arrivals, new ExpectedFill(fleet)))
        .usingRecursiveComparison()
        .isEqualTo(Packing.run(fleet, arrivals, bestFit));
  }

  @Test
  void whatNeedsNoDeviceAndWhatFitsNowhereIsNoMatter() {
    var nodes = nodes();
    var policy = taught(nodes, List.of(SMALL, LARGE));
    var huge = new Shape(5, cores(1), Bytes.ZERO, 3, 1_000, List.of());

    assertThat(policy.choose(nodes, CORES)).isPresent();
    assertThat(policy.choose(nodes, huge)).isEmpty();
  }

  @Test
  void theSameArrivalsGoTheSameWay() {
    var arrivals = new ArrayList<Shape>();
    for (int round = 0; round < 12; round++) {
      arrivals.addAll(List.of(SMALL, CORES, LARGE, PICKY, SMALL));
    }

    var first = Packing.run(fleet, arrivals, new ExpectedFill(fleet));
    var second = Packing.run(fleet, arrivals, new ExpectedFill(fleet));

    assertThat(second.nodes()).isEqualTo(first.nodes());
    assertThat(first.usedMilli()).isBetween(5_000L, 6_000L);
  }
}
