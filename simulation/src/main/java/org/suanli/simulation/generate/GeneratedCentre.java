package org.suanli.simulation.generate;

import java.util.List;
import java.util.stream.IntStream;
import org.suanli.core.supply.Catalogue;
import org.suanli.core.supply.NodeSpec;
import org.suanli.core.supply.Precision;
import org.suanli.core.units.Bytes;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.Megaflops;
import org.suanli.core.units.MilliCpus;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.NodeId;
import org.suanli.simulation.fleet.FleetPlan;

/// The machines of a city's centre: some 3,000 PFLOPS of dense FP16, domestic and foreign makes
/// side by side, each make a cluster of its own.
public final class GeneratedCentre {
  static final int DEVICES_PER_NODE = 8;

  private static final int NODES_PER_RACK = 8;
  private static final int RACKS_PER_BLOCK = 8;
  private static final long MEGAFLOPS_PER_PFLOPS = 1_000_000_000;

  /// The makes, with their nodes of eight: what brings the whole to some 3,000 PFLOPS by the
  /// figures of the catalogue.
  static final List<Make> MAKES =
      List.of(
          new Make("ascend-910b2", "Ascend 910B2", 560),
          new Make("ascend-910b4", "Ascend 910B4", 160),
          new Make("mlu370-x8", "Cambricon MLU370-X8", 240),
          new Make("a800", "NVIDIA A800 80GB SXM", 176),
          new Make("h800", "NVIDIA H800 SXM", 44));

  private GeneratedCentre() {}

  /// All nodes of one make.
  ///
  /// @param cluster that they are
  /// @param model of their accelerators
  /// @param nodes how many
  record Make(ClusterId cluster, ModelName model, int nodes) {
    Make(String cluster, String model, int nodes) {
      this(new ClusterId(cluster), new ModelName(model), nodes);
    }

    int devices() {
      return nodes * DEVICES_PER_NODE;
    }

    String vendor() {
      return Catalogue.published().find(model).orElseThrow().vendor();
    }

    private Megaflops rate() {
      var found = Catalogue.published().find(model);
      var rate = found.flatMap(each -> each.chargeable(Precision.FP16));
      return rate.orElseThrow().times(devices());
    }

    private FleetPlan plan() {
      var specs = IntStream.range(0, nodes).mapToObj(this::node).toList();
      return new FleetPlan(List.of(FleetPlan.cluster(cluster, "site-1")), specs);
    }

    private NodeSpec node(int index) {
      int rack = index / NODES_PER_RACK;
      return new NodeSpec(
          new NodeId(cluster, "n" + (index + 1)),
          "block-" + (rack / RACKS_PER_BLOCK + 1),
          "rack-" + (rack + 1),
          model,
          DEVICES_PER_NODE,
          new MilliCpus(192_000),
          new Bytes(1L << 40));
    }
  }

  public static FleetPlan fleet() {
    return FleetPlan.all(MAKES.stream().map(Make::plan).toList());
  }

  /// Dense FP16 of all of it by the catalogue, in whole PFLOPS.
  public static long pflops() {
    var all = MAKES.stream().map(Make::rate).reduce(Megaflops.ZERO, Megaflops::plus);
    return all.perSecond() / MEGAFLOPS_PER_PFLOPS;
  }
}
