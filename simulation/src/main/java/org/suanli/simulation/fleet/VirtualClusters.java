package org.suanli.simulation.fleet;

import java.util.ArrayList;
import java.util.List;
import org.suanli.simulation.trace.Findings;
import org.suanli.simulation.trace.Names;
import org.suanli.simulation.trace.Table;
import org.suanli.simulation.trace.TraceFile;

/// Reads `vc,node num`: virtual clusters of nodes with 8 accelerators each, a cluster of its own
/// for each.
public final class VirtualClusters {
  private static final int DEVICES = 8;
  private static final int NODES_MAX = 100_000;
  static final List<String> COLUMNS = List.of("vc", "node num");

  private VirtualClusters() {}

  public static FleetPlan read(TraceFile file) {
    var table = new Table(file.path(), ',', COLUMNS);
    var findings = new Findings(table.name(), file.isLenient());
    var parts = new ArrayList<FleetPlan>();
    table.forEach(
        findings,
        row -> {
          int nodes = Math.toIntExact(row.whole("node num", 1, NODES_MAX));
          if (row.isSound()) {
            parts.add(FleetPlan.uniform(Names.cluster(row.text("vc")), nodes, DEVICES));
          }
        });
    findings.requireNone();
    return FleetPlan.all(parts);
  }
}
