package org.suanli.simulation.fleet;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.suanli.core.supply.NodeSpec;
import org.suanli.core.units.Bytes;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.MilliCpus;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.NodeId;
import org.suanli.simulation.trace.Findings;
import org.suanli.simulation.trace.TraceFile;

/// Reads what Slurm's `scontrol show node` prints, with `--oneliner` or without: all nodes in one
/// cluster, whatever their state. Where they stand is not known. Source: the manual page of
/// scontrol.
final class SlurmNodes {
  static final String START = "NodeName=";

  /// `gpu:8`, `gpu:a100:8(S:0-1)`; several are separated by commas.
  private static final Pattern GRES =
      Pattern.compile("(?:gpu|npu|mlu):(?:([^:,()]+):)?([0-9]{1,4})(?:\\([^)]*\\))?");

  private static final Pattern COUNT = Pattern.compile("[0-9]{1,12}");
  private static final int DEVICES_MAX = 64;
  private static final int MIB_SHIFT = 20;

  private final Findings findings;
  private final ClusterId cluster = new ClusterId("slurm");
  private final List<NodeSpec> nodes = new ArrayList<>();

  private SlurmNodes(Findings findings) {
    this.findings = findings;
  }

  static FleetPlan read(TraceFile file) throws IOException {
    var findings = new Findings(String.valueOf(file.path().getFileName()), file.isLenient());
    var reading = new SlurmNodes(findings);
    try (var lines = Files.newBufferedReader(file.path())) {
      reading.readAll(lines);
    }
    findings.requireNone();
    return new FleetPlan(List.of(FleetPlan.cluster(reading.cluster, "site-1")), reading.nodes);
  }

  private void readAll(BufferedReader lines) throws IOException {
    var fields = new LinkedHashMap<String, String>();
    int number = 0;
    int start = 1;
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      if (line.startsWith(START)) {
        node(start, fields);
        fields.clear();
        start = number;
      }
      for (var word : line.strip().split("\\s+")) {
        int at = word.indexOf('=');
        if (at > 0) {
          fields.putIfAbsent(word.substring(0, at), word.substring(at + 1));
        }
      }
    }
    node(start, fields);
  }

  private void node(int line, Map<String, String> fields) {
    if (fields.isEmpty()) {
      return;
    }
    long cpus = count(line, fields, "CPUTot");
    long mib = count(line, fields, "RealMemory");
    var gres = GRES.matcher(fields.getOrDefault("Gres", ""));
    int devices = 0;
    var model = FleetPlan.UNNAMED;
    while (gres.find()) {
      devices += Integer.parseInt(gres.group(2));
      model = gres.group(1) == null ? model : new ModelName(gres.group(1));
    }
    if (devices > DEVICES_MAX) {
      findings.add(
          line, "The Gres (%s) must be at most 64 accelerators.".formatted(fields.get("Gres")));
      return;
    }
    var name = fields.getOrDefault("NodeName", "");
    if (!name.matches("[^\\s/]{1,253}")) {
      findings.add(line, "The NodeName (%s) must be the name of a node.".formatted(name));
    } else if (cpus >= 0 && mib >= 0) {
      nodes.add(
          new NodeSpec(
              new NodeId(cluster, name),
              "block-0",
              "rack-0",
              model,
              devices,
              new MilliCpus(cpus * 1_000),
              new Bytes(mib << MIB_SHIFT)));
    }
  }

  /// @return -1 if it is wrong
  private long count(int line, Map<String, String> fields, String field) {
    var text = fields.getOrDefault(field, "");
    if (!COUNT.matcher(text).matches()) {
      findings.add(line, "The %s (%s) must be a whole number.".formatted(field, text));
      return -1;
    }
    return Long.parseLong(text);
  }
}
