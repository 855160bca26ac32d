package org.suanli.simulation.fleet;

import java.util.ArrayList;
import java.util.List;
import org.suanli.core.supply.ClusterSpec;
import org.suanli.core.supply.NodeSpec;
import org.suanli.core.units.Bytes;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.MilliCpus;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.NodeId;

/// The machines of a simulated centre.
///
/// @param clusters in the order in which they are attached
/// @param nodes in the order in which they are registered
public record FleetPlan(List<ClusterSpec> clusters, List<NodeSpec> nodes) {
  /// The make of accelerators that nobody named.
  public static final ModelName UNNAMED = new ModelName("accelerator");

  /// Cores and memory of a node whose description does not say: never what a job waits for.
  public static final MilliCpus PLENTY_OF_CPUS = new MilliCpus(1_000_000_000);

  public static final Bytes PLENTY_OF_MEMORY = new Bytes(1L << 50);

  public FleetPlan {
    clusters = List.copyOf(clusters);
    nodes = List.copyOf(nodes);
  }

  /// One cluster of nodes that are all alike and stand together.
  public static FleetPlan uniform(ClusterId cluster, int nodes, int accelerators) {
    var specs = new ArrayList<NodeSpec>(nodes);
    for (int node = 0; node < nodes; node++) {
      specs.add(
          new NodeSpec(
              new NodeId(cluster, "n" + node),
              "block-0",
              "rack-0",
              UNNAMED,
              accelerators,
              PLENTY_OF_CPUS,
              PLENTY_OF_MEMORY));
    }
    return new FleetPlan(List.of(cluster(cluster, "site-1")), specs);
  }

  /// A cluster as the simulator attaches it: the engine treats those of every kind alike.
  public static ClusterSpec cluster(ClusterId id, String site) {
    return new ClusterSpec(id, site, ClusterSpec.Kind.SLURM, true, false);
  }

  /// Several fleets as one.
  public static FleetPlan all(List<FleetPlan> parts) {
    return new FleetPlan(
        parts.stream().flatMap(part -> part.clusters().stream()).toList(),
        parts.stream().flatMap(part -> part.nodes().stream()).toList());
  }

  /// One of its clusters alone.
  public FleetPlan only(ClusterId cluster) {
    return new FleetPlan(
        clusters.stream().filter(spec -> spec.id().equals(cluster)).toList(),
        nodes.stream().filter(spec -> spec.id().cluster().equals(cluster)).toList());
  }

  public boolean has(ClusterId cluster) {
    return clusters.stream().anyMatch(spec -> spec.id().equals(cluster));
  }

  /// All accelerators.
  public int devices() {
    return nodes.stream().mapToInt(NodeSpec::accelerators).sum();
  }

  /// The accelerators of its largest node; 1 if none has any.
  public int devicesPerNode() {
    return Math.max(1, nodes.stream().mapToInt(NodeSpec::accelerators).max().orElse(1));
  }
}
