package org.suanli.simulation.fleet;

import java.util.ArrayList;
import java.util.List;
import org.suanli.core.supply.NodeSpec;
import org.suanli.core.units.Bytes;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.MilliCpus;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.NodeId;
import org.suanli.simulation.trace.Findings;
import org.suanli.simulation.trace.Table;
import org.suanli.simulation.trace.TraceFile;

/// Reads `sn,cpu_milli,memory_mib,gpu,model`: the nodes of Alibaba's trace, in one cluster. Where
/// they stand is not known.
final class OpenbNodes {
  static final List<String> COLUMNS = List.of("sn", "cpu_milli", "memory_mib", "gpu", "model");
  private static final int DEVICES_MAX = 64;
  private static final long CPU_MAX = 100_000_000;
  private static final long MIB_MAX = 1L << 30;
  private static final int MIB_SHIFT = 20;

  private OpenbNodes() {}

  static FleetPlan read(TraceFile file) {
    var table = new Table(file.path(), ',', COLUMNS);
    var findings = new Findings(table.name(), file.isLenient());
    var cluster = new ClusterId("openb");
    var nodes = new ArrayList<NodeSpec>();
    table.forEach(
        findings,
        row -> {
          int devices = Math.toIntExact(row.whole("gpu", 0, DEVICES_MAX));
          long cpus = row.whole("cpu_milli", 0, CPU_MAX);
          long mib = row.whole("memory_mib", 0, MIB_MAX);
          var model = row.text("model");
          if (!row.text("sn").matches("[^\\s/]{1,253}")) {
            row.wrong("sn", "the name of a node");
          }
          if (devices > 0 && model.isEmpty()) {
            row.wrong("model", "the make of its accelerators");
          }
          if (row.isSound()) {
            nodes.add(
                new NodeSpec(
                    new NodeId(cluster, row.text("sn")),
                    "block-0",
                    "rack-0",
                    model.isEmpty() ? FleetPlan.UNNAMED : new ModelName(model),
                    devices,
                    new MilliCpus(cpus),
                    new Bytes(mib << MIB_SHIFT)));
          }
        });
    findings.requireNone();
    return new FleetPlan(List.of(FleetPlan.cluster(cluster, "site-1")), nodes);
  }
}
