package org.suanli.core.scheduling;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import org.suanli.core.supply.Fleet;
import org.suanli.core.supply.NodeSpec;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.ModelName;

/// The nodes grouped into pools of one cluster and make, and each pool into domains, tightest
/// first.
///
/// @param pools sorted by cluster, then model
record Topology(List<Pool> pools) {

  /// @param nodes all of them, as the fleet's indexes
  /// @param levels single nodes, then racks, then blocks, then the whole pool
  record Pool(ClusterId cluster, ModelName model, int[] nodes, List<List<int[]>> levels) {}

  static Topology of(Fleet fleet) {
    var byPool = new TreeMap<String, List<Integer>>();
    for (int node = 0; node < fleet.size(); node++) {
      if (!fleet.slot(node).isRemoved()) {
        var spec = fleet.slot(node).spec();
        byPool
            .computeIfAbsent(spec.id().cluster() + "/" + spec.model(), _ -> new ArrayList<>())
            .add(node);
      }
    }
    var pools = new ArrayList<Pool>();
    for (var nodes : byPool.values()) {
      var spec = fleet.slot(nodes.getFirst()).spec();
      var single = nodes.stream().map(node -> new int[] {node}).toList();
      var racks = domains(fleet, nodes, s -> s.block() + "/" + s.rack());
      var blocks = domains(fleet, nodes, NodeSpec::block);
      var all = toArray(nodes);
      pools.add(
          new Pool(
              spec.id().cluster(),
              spec.model(),
              all,
              List.of(single, racks, blocks, List.of(all))));
    }
    return new Topology(List.copyOf(pools));
  }

  private static List<int[]> domains(
      Fleet fleet, List<Integer> nodes, Function<NodeSpec, String> key) {
    var byKey = new TreeMap<String, List<Integer>>();
    for (int node : nodes) {
      byKey.computeIfAbsent(key.apply(fleet.slot(node).spec()), _ -> new ArrayList<>()).add(node);
    }
    return byKey.values().stream().map(Topology::toArray).toList();
  }

  private static int[] toArray(List<Integer> nodes) {
    return nodes.stream().mapToInt(Integer::intValue).toArray();
  }
}
