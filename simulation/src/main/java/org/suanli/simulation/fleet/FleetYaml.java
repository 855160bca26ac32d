package org.suanli.simulation.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.suanli.core.supply.ClusterSpec;
import org.suanli.core.supply.NodeSpec;
import org.suanli.core.units.Bytes;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.MilliCpus;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.NodeId;
import org.suanli.simulation.trace.Findings;
import org.suanli.simulation.trace.MalformedTraceException;
import org.suanli.simulation.trace.TraceFile;

/// Reads clusters of groups of nodes that are alike, from YAML:
///
/// ```yaml
/// clusters:
///   - name: east
///     site: site-1
///     nodes:
///       - count: 64
///         model: Ascend 910B2
///         accelerators: 8
///         cpus: 192
///         memory: 1024
///         rack: 8
///         block: 16
/// ```
///
/// Memory is in GiB; `rack` says how many nodes stand in one, `block` how many racks in one of
/// those. What is left out, other than count and accelerators, is what no job waits for.
final class FleetYaml {
  private static final int NODES_MAX = 100_000;
  private static final int DEVICES_MAX = 64;
  private static final int CPUS_MAX = 100_000;
  private static final int GIB_MAX = 1 << 20;
  private static final int GIB_SHIFT = 30;
  private static final List<String> CLUSTER_FIELDS = List.of("name", "site", "nodes");
  private static final List<String> GROUP_FIELDS =
      List.of("count", "model", "accelerators", "cpus", "memory", "rack", "block");

  private final TraceFile file;
  private final String name;
  private final Findings findings;
  private final List<ClusterSpec> clusters = new ArrayList<>();
  private final List<NodeSpec> nodes = new ArrayList<>();

  /// Where the next node of a cluster stands.
  private static final class Place {
    final ClusterId cluster;
    int node;
    int block;
    int rack;

    Place(ClusterId cluster) {
      this.cluster = cluster;
    }
  }

  FleetYaml(TraceFile file) {
    this.file = file;
    name = String.valueOf(file.path().getFileName());
    findings = new Findings(name, false);
  }

  FleetPlan read() throws IOException {
    var fields = fields(root(), List.of("clusters"), "the fleet");
    for (var cluster : items(fields.get("clusters"), root(), "clusters")) {
      cluster(cluster);
    }
    findings.requireNone();
    return new FleetPlan(clusters, nodes);
  }

  private Node root() throws IOException {
    try {
      return new Compose(LoadSettings.builder().setLabel(name).build())
          .composeString(Files.readString(file.path()))
          .orElseThrow(
              () -> new MalformedTraceException(List.of(name + ": The fleet must not be empty.")));
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(Mark::getLine).orElse(0) + 1;
      throw new MalformedTraceException(
          List.of("%s:%d: The fleet must be YAML: %s.".formatted(name, line, e.getProblem())));
    }
  }

  private void cluster(Node node) {
    var fields = fields(node, CLUSTER_FIELDS, "a cluster");
    var named = text(fields, "name", "cluster-" + (clusters.size() + 1));
    var site = text(fields, "site", "site-1");
    if (!named.matches("[a-z0-9][a-z0-9-]{0,62}")) {
      wrong(node, "name", named, "1 to 63 characters of a-z, 0-9 and '-'");
      return;
    }
    var id = new ClusterId(named);
    if (clusters.stream().anyMatch(known -> known.id().equals(id))) {
      wrong(node, "name", named, "another than that of a cluster before");
      return;
    }
    clusters.add(FleetPlan.cluster(id, site));
    var place = new Place(id);
    for (var group : items(fields.get("nodes"), node, "nodes")) {
      group(group, place);
    }
  }

  private void group(Node node, Place place) {
    var fields = fields(node, GROUP_FIELDS, "a group of nodes");
    int count = whole(node, fields, "count", new Range(1, NODES_MAX, -1));
    int devices = whole(node, fields, "accelerators", new Range(0, DEVICES_MAX, -1));
    int cpus = whole(node, fields, "cpus", new Range(1, CPUS_MAX, 0));
    int gib = whole(node, fields, "memory", new Range(1, GIB_MAX, 0));
    int perRack = whole(node, fields, "rack", new Range(1, NODES_MAX, NODES_MAX));
    int perBlock = whole(node, fields, "block", new Range(1, NODES_MAX, NODES_MAX));
    var model = text(fields, "model", FleetPlan.UNNAMED.value());
    if (count < 0 || devices < 0) {
      return;
    }
    if (nodes.size() + count > NODES_MAX) {
      wrong(node, "count", Integer.toString(count), "no more than 100,000 nodes in all");
      return;
    }
    for (int index = 0; index < count; index++) {
      if (index > 0 && index % perRack == 0) {
        place.rack++;
        place.block += index / perRack % perBlock == 0 ? 1 : 0;
      }
      nodes.add(
          new NodeSpec(
              new NodeId(place.cluster, "n" + place.node++),
              "block-" + place.block,
              "rack-" + place.rack,
              new ModelName(model),
              devices,
              cpus == 0 ? FleetPlan.PLENTY_OF_CPUS : new MilliCpus(cpus * 1_000L),
              gib == 0 ? FleetPlan.PLENTY_OF_MEMORY : new Bytes((long) gib << GIB_SHIFT)));
    }
    // Groups stand apart.
    place.rack++;
    place.block++;
  }

  /// @param otherwise what holds if the field is left out; negative if it must not be
  private record Range(int min, int max, int otherwise) {}

  private int whole(Node at, Map<String, Node> fields, String field, Range range) {
    var node = fields.get(field);
    if (node == null) {
      if (range.otherwise() < 0) {
        findings.add(line(at), "The field " + field + " must be there.");
      }
      return range.otherwise();
    }
    var text = scalar(node);
    if (text.matches("[0-9]{1,9}")) {
      int value = Integer.parseInt(text);
      if (value >= range.min() && value <= range.max()) {
        return value;
      }
    }
    wrong(node, field, text, "a whole number from %d to %d".formatted(range.min(), range.max()));
    return range.otherwise();
  }

  private static String text(Map<String, Node> fields, String field, String otherwise) {
    var node = fields.get(field);
    return node == null ? otherwise : scalar(node);
  }

  private static String scalar(Node node) {
    return node instanceof ScalarNode scalar ? scalar.getValue() : "";
  }

  private Map<String, Node> fields(Node node, List<String> known, String what) {
    var fields = new LinkedHashMap<String, Node>();
    if (!(node instanceof MappingNode mapping)) {
      findings.add(line(node), "%s must be a mapping of %s.".formatted(capital(what), known));
      return fields;
    }
    for (NodeTuple tuple : mapping.getValue()) {
      var key = scalar(tuple.getKeyNode());
      if (known.contains(key)) {
        fields.put(key, tuple.getValueNode());
      } else {
        findings.add(
            line(tuple.getKeyNode()),
            "The field (%s) of %s must be one of %s.".formatted(key, what, known));
      }
    }
    return fields;
  }

  private List<Node> items(@Nullable Node node, Node parent, String field) {
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue();
    }
    findings.add(line(node == null ? parent : node), "The field " + field + " must be a list.");
    return List.of();
  }

  private void wrong(Node node, String field, String value, String mustBe) {
    findings.add(line(node), "The %s (%s) must be %s.".formatted(field, value, mustBe));
  }

  private static int line(Node node) {
    return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
  }

  private static String capital(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
