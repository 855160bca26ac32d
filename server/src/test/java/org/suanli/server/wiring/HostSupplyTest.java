package org.suanli.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.suanli.simulation.JobFixture.aJob;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.suanli.core.supply.NodeState;
import org.suanli.core.units.Bytes;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.MilliCpus;
import org.suanli.core.units.NodeId;
import org.suanli.executor.local.HostLayout;
import org.suanli.simulation.Centre;
import org.suanli.simulation.CentreFixture;

/// A machine that is started again with other nodes.
class HostSupplyTest {
  private static final ClusterId HOST = new ClusterId("host");

  private final Centre centre = CentreFixture.aCentre().open();

  private static HostLayout layout(int nodes, int slots) {
    var cpus = new MilliCpus(8_000);
    return new HostLayout(HOST, nodes, slots, HostLayout.HOST_CPU, cpus, new Bytes(1L << 34));
  }

  private void start(HostLayout layout, boolean isTrusted) {
    HostSupply.changes(layout, isTrusted, centre.state()).forEach(centre::accept);
  }

  /// Each node of this machine with its accelerators.
  private List<String> fleet() {
    return centre.state().fleet().nodes().stream()
        .map(slot -> slot.spec())
        .filter(node -> node.id().cluster().equals(HOST))
        .map(node -> node.id().name() + ":" + node.accelerators())
        .sorted()
        .toList();
  }

  private NodeState state(String node) {
    return centre.state().fleet().slot(new NodeId(HOST, node)).state();
  }

  @Test
  void aFirstStartAddsTheNodesAndTheSameAgainChangesNothing() {
    start(layout(2, 1), false);
    assertThat(fleet()).containsExactly("node-0:1", "node-1:1");
    assertThat(HostSupply.changes(layout(2, 1), false, centre.state())).isEmpty();
  }

  @Test
  void idleNodesFollowTheLayout() {
    start(layout(2, 1), false);
    start(layout(1, 4), true);
    assertThat(fleet()).containsExactly("node-0:4");
    assertThat(Objects.requireNonNull(centre.state().clusters().get(HOST)).isTrusted()).isTrue();
    start(layout(3, 4), true);
    assertThat(fleet()).containsExactly("node-0:4", "node-1:4", "node-2:4");
  }

  @Test
  void aMachineThatReportsOtherMemoryKeepsItsNodes() {
    start(layout(2, 1), false);
    var cpus = new MilliCpus(8_000);
    var other = new HostLayout(HOST, 2, 1, HostLayout.HOST_CPU, cpus, new Bytes(1L << 33));
    assertThat(HostSupply.changes(other, false, centre.state())).isEmpty();
  }

  @Test
  void aNodeThatWorkRunsOnTakesNoMoreAndGoesOnceItIsIdle() {
    start(layout(1, 1), false);
    centre.submit(aJob().cluster("host").models("host-cpu").accelerators(1));
    assertThat(centre.state().running()).hasSize(1);
    start(layout(1, 2), false);
    assertThat(fleet()).containsExactly("node-0:1");
    assertThat(state("node-0")).isEqualTo(NodeState.CORDONED);
    assertThat(HostSupply.changes(layout(1, 2), false, centre.state())).isEmpty();
    start(layout(1, 1), false);
    assertThat(state("node-0")).isEqualTo(NodeState.READY);
    start(layout(1, 2), false);
    centre.run(Duration.ofHours(1));
    start(layout(1, 2), false);
    assertThat(fleet()).containsExactly("node-0:2");
    assertThat(state("node-0")).isEqualTo(NodeState.READY);
  }

  @Test
  void nodesOfOtherClustersStay() {
    int before = centre.state().fleet().nodes().size();
    start(layout(1, 1), false);
    start(layout(1, 2), false);
    assertThat(centre.state().fleet().nodes()).hasSize(before + 1);
  }
}
