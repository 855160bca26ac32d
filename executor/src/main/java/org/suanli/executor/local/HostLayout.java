package org.suanli.executor.local;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.suanli.core.supply.ClusterSpec;
import org.suanli.core.supply.NodeSpec;
import org.suanli.core.units.Bytes;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.MilliCpus;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.NodeId;

/// The virtual nodes that one machine plays: each with as many accelerators as it has slots, and an
/// equal part of the machine's processors and memory.
///
/// @param cluster the cluster that they make up
/// @param nodes 1 to 1,024
/// @param slots per node; 1 to 64
/// @param model the make of each slot
/// @param cpus of the machine, for all nodes together
/// @param memory of the machine, for all nodes together
public record HostLayout(
    ClusterId cluster, int nodes, int slots, ModelName model, MilliCpus cpus, Bytes memory) {
  private static final int NODES_MAX = 1_024;
  private static final int SLOTS_MAX = 64;
  private static final int MILLI_PER_CPU = 1_000;

  /// The make of a slot that is a part of the processor.
  public static final ModelName HOST_CPU = new ModelName("host-cpu");

  public HostLayout {
    if (nodes < 1 || nodes > NODES_MAX) {
      throw new IllegalArgumentException(
          "The nodes (%d) of a host must be 1 to %d.".formatted(nodes, NODES_MAX));
    }
    if (slots < 1 || slots > SLOTS_MAX) {
      throw new IllegalArgumentException(
          "The slots (%d) of a node must be 1 to %d.".formatted(slots, SLOTS_MAX));
    }
  }

  /// Divides this machine, as far as this process may use it.
  public static HostLayout ofThisMachine(ClusterId cluster, int nodes, int slots) {
    var system =
        (com.sun.management.OperatingSystemMXBean)
            java.lang.management.ManagementFactory.getOperatingSystemMXBean();
    long cpus = Math.multiplyExact(Runtime.getRuntime().availableProcessors(), MILLI_PER_CPU);
    return new HostLayout(
        cluster,
        nodes,
        slots,
        HOST_CPU,
        new MilliCpus(cpus),
        new Bytes(system.getTotalMemorySize()));
  }

  /// The cluster as it is attached.
  ///
  /// @param isTrusted whether tasks run as the server's user
  public ClusterSpec clusterSpec(boolean isTrusted) {
    return new ClusterSpec(cluster, "host", ClusterSpec.Kind.LOCAL, false, isTrusted);
  }

  /// The nodes in order, `node-0` first.
  public List<NodeSpec> nodeSpecs() {
    var specs = new ArrayList<NodeSpec>();
    for (var node : nodeIds()) {
      specs.add(
          new NodeSpec(
              node,
              "block-0",
              "rack-0",
              model,
              slots,
              new MilliCpus(cpus.milli() / nodes),
              new Bytes(memory.bytes() / nodes)));
    }
    return specs;
  }

  /// The names of the nodes in order.
  public List<NodeId> nodeIds() {
    return IntStream.range(0, nodes)
        .mapToObj(number -> new NodeId(cluster, "node-" + number))
        .toList();
  }
}
