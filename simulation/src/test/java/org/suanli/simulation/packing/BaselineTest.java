package org.suanli.simulation.packing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.suanli.core.supply.NodeSpec;
import org.suanli.simulation.fleet.FleetFile;
import org.suanli.simulation.trace.OpenbPods;
import org.suanli.simulation.trace.Written;

/// Six pods on two nodes, each step computed by hand.
class BaselineTest {
  private static final String NODES =
      """
      sn,cpu_milli,memory_mib,gpu,model
      a,8000,65536,2,T4
      b,4000,65536,1,V100
      """;

  /// Two halves, one without accelerators, one for `b` alone, a whole one, and most of one.
  private static final String PODS =
      """
      name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec
      half-1,1000,1024,1,500,
      half-2,1000,1024,1,500,
      cores,2000,1024,0,0,
      picky,1000,1024,1,1000,V100
      whole,2000,1024,1,1000,
      most,1000,1024,1,900,
      """;

  private static final String A = "a";
  private static final String B = "b";
  private static final String NOWHERE = "nowhere";

  @TempDir private Path folder;
  private List<NodeSpec> nodes = List.of();

  @BeforeEach
  void read() {
    nodes = FleetFile.read(new Written(folder).trace("nodes.csv", NODES)).nodes();
  }

  private Packing pack(Baseline policy, String rows) {
    var pods = Pods.of(OpenbPods.read(new Written(folder).trace("pods.csv", rows)));
    return Packing.run(nodes, pods.all(), policy.policy(nodes, pods, 1));
  }

  private static List<String> went(Packing packing) {
    return packing.nodes().stream().map(node -> node.map(id -> id.name()).orElse(NOWHERE)).toList();
  }

  /// Left of `a` and `b`, in the mean of cores and accelerators: 81% and 31% for the first half, 81
  /// and 13 for the second, 88 and 0 for the cores; then `b` is full.
  @Test
  void bestFitTakesTheNodeOnWhichTheLeastIsLeft() {
    var packing = pack(Baseline.BEST_FIT, PODS);

    assertThat(went(packing)).containsExactly(B, B, B, NOWHERE, A, A);
    assertThat(packing.usedMilli()).isEqualTo(2_900);
    assertThat(packing.placed()).isEqualTo(5);
  }

  /// The first half would make four of six pods unable to use what is left of `b`, and none on `a`
  /// worse off than it is; the second completes the device that the first began, which leaves `b`
  /// to the pod that can run nowhere else.
  @Test
  void fgdKeepsWhatPodsOfTheWorkloadCouldUse() {
    var packing = pack(Baseline.FGD, PODS);

    assertThat(went(packing)).containsExactly(A, A, A, B, A, NOWHERE);
    assertThat(packing.usedMilli()).isEqualTo(3_000);
  }

  /// Halves on an idle node: 33 less its devices is 31 for `a`, 32 for `b`. A device in use: 95.
  /// Cores go to the first. `whole` finds `a` idle but for its cores.
  @Test
  void gpuPackingPrefersDevicesInUse() {
    assertThat(went(pack(Baseline.GPU_PACKING, PODS))).containsExactly(B, B, A, NOWHERE, A, A);
  }

  /// An idle node is worth 25, and what is in use of 2 accelerators a part of 25: `b` is worth 37,
  /// `a` 25. With a half on it `b` is worth 75 and 18 to the next half. The whole one opens `a`,
  /// where the last finds no other share.
  @Test
  void gpuClusteringPutsLikeToLike() {
    assertThat(went(pack(Baseline.GPU_CLUSTERING, PODS))).containsExactly(B, B, A, NOWHERE, A, A);
  }

  /// What is idle of cores and accelerators, times what is needed: less on `b` as long as it fits.
  @Test
  void dotProductAvoidsWhatIsPlenty() {
    assertThat(went(pack(Baseline.DOT_PRODUCT, PODS))).containsExactly(B, B, B, NOWHERE, A, A);
  }

  @Test
  void randomUsesEveryNodeAndRepeatsItself() {
    var halves =
        "name,cpu_milli,memory_mib,num_gpu,gpu_milli\n"
            + String.join(
                "",
                List.of("1", "2", "3", "4", "5", "6", "7").stream()
                    .map(number -> "half-" + number + ",100,1,1,500\n")
                    .toList());

    var packing = pack(Baseline.RANDOM, halves);

    assertThat(packing.usedMilli()).isEqualTo(3_000);
    assertThat(packing.nodes().getLast()).isEqualTo(Optional.empty());
    assertThat(went(packing)).contains(A, B);
    assertThat(went(pack(Baseline.RANDOM, halves))).isEqualTo(went(packing));
  }

  /// 500, 1,000, 1,000, 2,000, 3,000 and 3,900 of 3,000 have arrived: 17, 33, 33, 67, 100 and 130%.
  @Test
  void whatIsInUseIsToldByWhatHasArrived() {
    var allocation = pack(Baseline.BEST_FIT, PODS).allocation();

    assertThat(allocation.at(17).orElseThrow()).isCloseTo(16.667, within(0.001));
    assertThat(allocation.at(33).orElseThrow()).isCloseTo(33.333, within(0.001));
    assertThat(allocation.at(100).orElseThrow()).isCloseTo(66.667, within(0.001));
    assertThat(allocation.at(130).orElseThrow()).isCloseTo(96.667, within(0.001));
    assertThat(allocation.at(99)).isEqualTo(allocation.at(67));
    assertThat(allocation.at(16)).isEmpty();
    assertThat(allocation.at(131)).isEmpty();
  }

  @Test
  void coresMemoryAndMakesKeepPodsOff() {
    var packing =
        pack(
            Baseline.BEST_FIT,
            """
            name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec
            cores,8001,1,0,0,
            memory,1,65537,0,0,
            make,1,1,1,100,A100|P100
            two-on-b,1,1,2,1000,V100
            either,1,1,1,100,A100|T4
            """);

    assertThat(went(packing)).containsExactly(NOWHERE, NOWHERE, NOWHERE, NOWHERE, A);
  }
}
