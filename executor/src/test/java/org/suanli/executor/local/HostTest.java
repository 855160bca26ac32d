package org.suanli.executor.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.suanli.core.supply.ClusterSpec;
import org.suanli.core.units.Bytes;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.MilliCpus;

final class HostTest {
  private static final ClusterId HOST = new ClusterId("host");

  private static HostLayout layout(int nodes, int slots) {
    return new HostLayout(
        HOST, nodes, slots, HostLayout.HOST_CPU, new MilliCpus(10_000), new Bytes(1_000));
  }

  @Test
  void aHostIsDividedIntoEqualNodes() {
    var nodes = layout(3, 4).nodeSpecs();
    assertThat(nodes).hasSize(3);
    assertThat(nodes)
        .extracting(node -> node.id().toString())
        .containsExactly("host/node-0", "host/node-1", "host/node-2");
    assertThat(nodes)
        .allSatisfy(
            node -> {
              assertThat(node.accelerators()).isEqualTo(4);
              assertThat(node.cpus()).isEqualTo(new MilliCpus(3_333));
              assertThat(node.memory()).isEqualTo(new Bytes(333));
              assertThat(node.model()).isEqualTo(HostLayout.HOST_CPU);
            });
    assertThat(layout(3, 4).clusterSpec(true))
        .isEqualTo(new ClusterSpec(HOST, "host", ClusterSpec.Kind.LOCAL, false, true));
  }

  @Test
  void aLayoutWithoutNodesOrWithTooManySlotsIsRefused() {
    assertThatThrownBy(() -> layout(0, 1)).hasMessageContaining("nodes (0)");
    assertThatThrownBy(() -> layout(1, 65)).hasMessageContaining("slots (65)");
  }

  @Test
  void thisMachineHasProcessorsAndMemoryToDivide() {
    var layout = HostLayout.ofThisMachine(HOST, 2, 4);
    assertThat(layout.cpus().milli()).isGreaterThanOrEqualTo(1_000);
    assertThat(layout.memory().bytes()).isGreaterThan(1L << 20);
  }

  @Test
  void theRatingOfASlotIsAPlausiblePartOfAProcessor() {
    long slot = HostRating.measure(layout(1, 2)).perSecond();
    assertThat(slot).isBetween(50L, 100_000_000L);
  }
}
