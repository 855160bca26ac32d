package org.suanli.simulation.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.suanli.core.units.NodeId;
import org.suanli.simulation.trace.MalformedTraceException;
import org.suanli.simulation.trace.Table;
import org.suanli.simulation.trace.TraceFile;

/// Reads a description of machines, of whatever form it is: YAML, `scontrol show node`, `sinfo
/// --Node`, or the node tables of public traces.
public final class FleetFile {
  private FleetFile() {}

  /// @throws MalformedTraceException naming every line that is wrong
  public static FleetPlan read(TraceFile file) {
    try {
      var fleet = readAny(file);
      if (fleet.nodes().isEmpty()) {
        throw new MalformedTraceException(
            List.of("The fleet (" + file.path() + ") must have a node."));
      }
      var ids = new HashSet<NodeId>();
      for (var node : fleet.nodes()) {
        if (!ids.add(node.id())) {
          throw new MalformedTraceException(
              List.of("The node (" + node.id() + ") of the fleet must be told once."));
        }
      }
      return fleet;
    } catch (IOException e) {
      throw new UncheckedIOException("The file (" + file.path() + ") must be readable.", e);
    }
  }

  private static FleetPlan readAny(TraceFile file) throws IOException {
    var name = file.path().toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".yaml") || name.endsWith(".yml")) {
      return new FleetYaml(file).read();
    }
    String first;
    try (var lines = Files.newBufferedReader(file.path())) {
      var line = lines.readLine();
      first = line == null ? "" : line;
    }
    if (first.startsWith(SlurmNodes.START)) {
      return SlurmNodes.read(file);
    }
    if (SlurmNodes.isTable(first)) {
      return SlurmNodes.readTable(file);
    }
    var headers = Table.headers(first, ',');
    if (headers.containsAll(OpenbNodes.COLUMNS)) {
      return OpenbNodes.read(file);
    }
    if (headers.containsAll(VirtualClusters.COLUMNS)) {
      return VirtualClusters.read(file);
    }
    throw new MalformedTraceException(
        List.of(
            "%s:1: The fleet must be YAML in a file named .yaml, what scontrol show node prints, or a table with the columns %s, %s or %s.\nMaybe sinfo -N -o '%%N %%c %%m %%G %%R'."
                .formatted(
                    file.path().getFileName(),
                    SlurmNodes.COLUMNS,
                    OpenbNodes.COLUMNS,
                    VirtualClusters.COLUMNS)));
  }
}
