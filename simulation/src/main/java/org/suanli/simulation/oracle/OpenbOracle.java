package org.suanli.simulation.oracle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.suanli.core.supply.NodeSpec;
import org.suanli.simulation.fleet.FleetFile;
import org.suanli.simulation.packing.Baseline;
import org.suanli.simulation.packing.Packing;
import org.suanli.simulation.packing.PackingPolicy;
import org.suanli.simulation.packing.Pods;
import org.suanli.simulation.packing.Shape;
import org.suanli.simulation.trace.Findings;
import org.suanli.simulation.trace.OpenbPods;
import org.suanli.simulation.trace.Table;
import org.suanli.simulation.trace.TraceFile;

/// Packings of Alibaba's GPU nodes by published policies, against the published figures of the same
/// pods in the same order: how much of the accelerators is in use when as much as there is, and 30%
/// more, has arrived. Source: Weng et al., "Beware of fragmentation" (ATC 2023).
///
/// Of equal nodes the first is taken, in an order that was drawn for each published run: it is
/// drawn again here ({@link DrawnOrder}). Only what the random policy draws is not the published
/// chance.
public final class OpenbOracle {
  private static final String PODS = "openb_pod_list_";
  private static final Pattern ORDER = Pattern.compile(PODS + "(\\w+)\\.(\\d{1,9})\\.txt\\.gz");
  private static final List<String> COLUMNS =
      List.of("workload", "sc_policy", "seed", "100", "130");

  private final Path folder;

  /// Pods in one order of their arrival.
  ///
  /// @param seed by which the order was drawn
  public record Case(String workload, int seed) {}

  /// Percents of all accelerators in use, by the percents that had arrived.
  public record Figures(double at100, double at130) {
    static Figures of(Packing packing) {
      return new Figures(
          packing.allocation().at(100).orElse(Double.NaN),
          packing.allocation().at(130).orElse(Double.NaN));
    }

    Figures minus(Figures other) {
      return new Figures(at100 - other.at100, at130 - other.at130);
    }

    /// The larger of both, whatever their signs.
    double largest() {
      return Math.max(Math.abs(at100), Math.abs(at130));
    }
  }

  /// One packing beside its published figures.
  public record Row(Case of, Baseline policy, Figures simulated, Figures published) {
    /// Points by which a policy without chance may differ.
    public static final double POINTS_MAX = 0.5;

    /// What two printed numbers are rounded by.
    private static final double ROUNDED = 0.01;

    public Figures difference() {
      return simulated.minus(published);
    }

    /// Whether it differs by no more than it may.
    public boolean isMet() {
      return difference().largest() <= POINTS_MAX;
    }

    /// Whether it is the same to the published digits.
    public boolean isSame() {
      return difference().largest() <= ROUNDED;
    }

    /// Whether it says nothing against the packing.
    public boolean isFine() {
      return policy.isByChance() || isMet();
    }
  }

  /// The name of a published row.
  private record Key(String workload, String policy, String seed) {
    static Key of(Case of, Baseline policy) {
      return new Key(PODS + of.workload(), policy.published(), String.valueOf(of.seed()));
    }
  }

  /// @param folder with `alibaba-openb/` and `reference/`
  public OpenbOracle(Path folder) {
    this.folder = folder;
  }

  /// Every packing of which the order of the pods is there, by workload, seed and policy.
  public List<Row> rows() {
    var fleet = FleetFile.read(openb("openb_node_list_gpu_node.csv")).nodes();
    var published = published();
    return cases().parallelStream().flatMap(each -> rows(each, fleet, published).stream()).toList();
  }

  private List<Row> rows(Case of, List<NodeSpec> fleet, Map<Key, Figures> published) {
    var given = given(of, fleet);
    var rows = new ArrayList<Row>();
    for (var policy : Baseline.values()) {
      var want = published.get(Key.of(of, policy));
      if (want != null) {
        rows.add(new Row(of, policy, Figures.of(given.pack(policy)), want));
      }
    }
    return rows;
  }

  /// What is packed.
  ///
  /// @param nodes in the order that was drawn for the published run; as they are listed where the
  ///   seed does not draw this order of pods
  record Given(Case of, List<NodeSpec> nodes, Pods pods, List<Shape> arrivals) {
    Packing pack(Baseline policy) {
      return pack(policy.policy(nodes, pods, of.seed()));
    }

    Packing pack(PackingPolicy policy) {
      return Packing.run(nodes, arrivals, policy);
    }
  }

  Given given(Case of) {
    return given(of, FleetFile.read(openb("openb_node_list_gpu_node.csv")).nodes());
  }

  private Given given(Case of, List<NodeSpec> fleet) {
    var pods = Pods.of(OpenbPods.read(openb(PODS + of.workload() + ".csv")));
    var file = "arrival-order/%s%s.%d.txt.gz".formatted(PODS, of.workload(), of.seed());
    var order = OpenbPods.order(openb(file), pods.shapes().keySet());
    var drawn = DrawnOrder.of(of.seed(), pods.shapes().keySet(), order);
    return new Given(
        of, drawn.map(each -> each.nodes(fleet)).orElse(fleet), pods, pods.named(order));
  }

  /// Every order of pods that is there.
  List<Case> cases() {
    try (var files = Files.list(folder.resolve("alibaba-openb/arrival-order"))) {
      return files
          .map(file -> ORDER.matcher(file.getFileName().toString()))
          .filter(Matcher::matches)
          .map(name -> new Case(name.group(1), Integer.parseInt(name.group(2))))
          .sorted(Comparator.comparing(Case::workload).thenComparing(Case::seed))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("The folder (" + folder + ") must hold pods' orders.", e);
    }
  }

  private TraceFile openb(String name) {
    return new TraceFile(folder.resolve("alibaba-openb").resolve(name), false);
  }

  private Map<Key, Figures> published() {
    var table = new Table(folder.resolve("reference/fgd_allo.csv"), ',', COLUMNS);
    var findings = new Findings(table.name(), false);
    var published = new HashMap<Key, Figures>();
    table.forEach(
        findings,
        row ->
            published.put(
                new Key(row.text("workload"), row.text("sc_policy"), row.text("seed")),
                new Figures(
                    Double.parseDouble(row.text("100")), Double.parseDouble(row.text("130")))));
    findings.requireNone();
    return published;
  }
}
