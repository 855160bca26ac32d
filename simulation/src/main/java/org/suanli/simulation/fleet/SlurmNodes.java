package org.suanli.simulation.fleet;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.suanli.core.supply.NodeSpec;
import org.suanli.core.units.Bytes;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.MilliCpus;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.NodeId;
import org.suanli.simulation.trace.Findings;
import org.suanli.simulation.trace.TraceFile;

/// Reads what Slurm says of its nodes: `scontrol show node`, with `--oneliner` or without, or
/// `sinfo --Node` with the columns {@link #COLUMNS} in any order and others between them. All nodes
/// stand in one cluster, whatever their state and their partitions; in which racks is not known.
/// Sources: the manual pages of scontrol and sinfo.
final class SlurmNodes {
  static final String START = "NodeName=";

  /// What sinfo heads `%N %c %m %G` with.
  static final List<String> COLUMNS = List.of("NODELIST", "CPUS", "MEMORY", "GRES");

  private static final String REMEDY =
      "\nMaybe print a row for each node: sinfo -N -o '%N %c %m %G %R'.";

  /// What each of the two calls a name, cores, MiB of memory and devices.
  private static final List<String> FIELDS = List.of("NodeName", "CPUTot", "RealMemory", "Gres");

  /// `gpu:8` or `gpu:a100:8`; several are separated by commas.
  private static final Pattern GRES = Pattern.compile("(?:gpu|npu|mlu):(?:([^:,]+):)?([0-9]{1,4})");

  private static final Pattern DEVICES = Pattern.compile("(?:gpu|npu|mlu)(?::.*)?");

  /// The cores beside devices, or which of them: `(S:0-1)`.
  private static final Pattern ASIDE = Pattern.compile("\\([^)]*\\)");

  /// sinfo shortens the names of several nodes as `n[1-4]`.
  private static final Pattern NAME = Pattern.compile("[^\\s/\\[\\],]{1,253}");

  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private static final Pattern COUNT = Pattern.compile("[0-9]{1,12}");
  private static final int DEVICES_MAX = 64;
  private static final int MIB_SHIFT = 20;

  private final Findings findings;
  private final ClusterId cluster = new ClusterId("slurm");
  private final List<NodeSpec> nodes = new ArrayList<>();
  private final List<String> fields;
  private final String remedy;

  private SlurmNodes(Findings findings, List<String> fields, String remedy) {
    this.findings = findings;
    this.fields = fields;
    this.remedy = remedy;
  }

  /// Whether sinfo printed a file that begins so.
  static boolean isTable(String first) {
    return List.of(words(first)).containsAll(COLUMNS);
  }

  private static String[] words(String line) {
    return BLANKS.split(line.strip());
  }

  static FleetPlan read(TraceFile file) throws IOException {
    var findings = new Findings(String.valueOf(file.path().getFileName()), file.isLenient());
    try (var lines = Files.newBufferedReader(file.path())) {
      var reading = new SlurmNodes(findings, FIELDS, "");
      reading.readAll(lines);
      return reading.fleet();
    }
  }

  /// Of a file whose first line {@link #isTable}.
  static FleetPlan readTable(TraceFile file) throws IOException {
    var findings = new Findings(String.valueOf(file.path().getFileName()), file.isLenient());
    try (var lines = Files.newBufferedReader(file.path())) {
      var reading = new SlurmNodes(findings, COLUMNS, REMEDY);
      reading.readRows(lines);
      return reading.fleet();
    }
  }

  private FleetPlan fleet() {
    findings.requireNone();
    return new FleetPlan(List.of(FleetPlan.cluster(cluster, "site-1")), nodes);
  }

  /// A node has a row for each of its partitions: the first tells of it.
  private void readRows(BufferedReader lines) throws IOException {
    var columns = words(lines.readLine());
    var told = new HashSet<String>();
    int number = 1;
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      var words = words(line);
      if (line.isBlank()) {
        continue;
      }
      if (words.length != columns.length) {
        findings.add(
            number,
            "The row (%d words) must have a word for each of the %d columns.%s"
                .formatted(words.length, columns.length, remedy));
        continue;
      }
      var row = new LinkedHashMap<String, String>();
      for (int index = 0; index < words.length; index++) {
        row.put(columns[index], words[index]);
      }
      if (told.add(row.getOrDefault(fields.getFirst(), ""))) {
        node(number, row);
      }
    }
  }

  private void readAll(BufferedReader lines) throws IOException {
    var values = new LinkedHashMap<String, String>();
    int number = 0;
    int start = 1;
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      if (line.startsWith(START)) {
        node(start, values);
        values.clear();
        start = number;
      }
      for (var word : words(line)) {
        int at = word.indexOf('=');
        if (at > 0) {
          values.putIfAbsent(word.substring(0, at), word.substring(at + 1));
        }
      }
    }
    node(start, values);
  }

  /// @param values by the names of {@link #fields} and others
  private void node(int line, Map<String, String> values) {
    if (values.isEmpty()) {
      return;
    }
    var name = values.getOrDefault(fields.get(0), "");
    long cpus = count(line, values, fields.get(1));
    long mib = count(line, values, fields.get(2));
    var devices = devices(line, values.getOrDefault(fields.get(3), ""));
    if (!NAME.matcher(name).matches()) {
      findings.add(
          line, "The %s (%s) must be the name of a node.%s".formatted(fields.get(0), name, remedy));
    } else if (cpus >= 0 && mib >= 0 && devices.isPresent()) {
      nodes.add(
          new NodeSpec(
              new NodeId(cluster, name),
              "block-0",
              "rack-0",
              devices.get().model(),
              devices.get().count(),
              new MilliCpus(cpus * 1_000),
              new Bytes(mib << MIB_SHIFT)));
    }
  }

  private record Devices(int count, ModelName model) {}

  /// @return empty if they are wrong
  private Optional<Devices> devices(int line, String written) {
    int count = 0;
    var model = FleetPlan.UNNAMED;
    for (var part : ASIDE.matcher(written).replaceAll("").split(",", -1)) {
      var gres = GRES.matcher(part);
      if (gres.matches()) {
        count += Integer.parseInt(gres.group(2));
        model = gres.group(1) == null ? model : new ModelName(gres.group(1));
      } else if (DEVICES.matcher(part).matches()) {
        findings.add(
            line,
            "The %s (%s) must be such as gpu:8 or gpu:a100:8.".formatted(fields.get(3), written));
        return Optional.empty();
      }
    }
    if (count > DEVICES_MAX) {
      findings.add(
          line, "The %s (%s) must be at most 64 accelerators.".formatted(fields.get(3), written));
      return Optional.empty();
    }
    return Optional.of(new Devices(count, model));
  }

  /// @return -1 if it is wrong
  private long count(int line, Map<String, String> values, String field) {
    var text = values.getOrDefault(field, "");
    if (!COUNT.matcher(text).matches()) {
      findings.add(line, "The %s (%s) must be a whole number.%s".formatted(field, text, remedy));
      return -1;
    }
    return Long.parseLong(text);
  }
}
