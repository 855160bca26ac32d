package org.suanli.simulation.oracle;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.suanli.core.supply.NodeSpec;
import org.suanli.simulation.fleet.FleetFile;
import org.suanli.simulation.packing.Pods;
import org.suanli.simulation.packing.Shape;
import org.suanli.simulation.trace.OpenbPods;
import org.suanli.simulation.trace.TraceFile;
import picocli.CommandLine.Option;

/// Pods and nodes in files of the user's own.
final class OwnPods {
  @Option(
      names = "--nodes",
      required = true,
      paramLabel = "FILE",
      description = "Any description of a fleet; such as sn,cpu_milli,memory_mib,gpu,model.")
  private Path nodes = Path.of("");

  @Option(
      names = "--pods",
      required = true,
      paramLabel = "FILE",
      description = "name,cpu_milli,memory_mib,num_gpu,gpu_milli and, if they care, gpu_spec.")
  private Path pods = Path.of("");

  @Option(
      names = "--order",
      paramLabel = "FILE",
      description = "Names of pods as they arrive, one a line; else they do so in their order.")
  private @Nullable Path order;

  List<NodeSpec> nodes() {
    return FleetFile.read(new TraceFile(nodes, false)).nodes();
  }

  Pods pods() {
    return Pods.of(OpenbPods.read(new TraceFile(pods, false)));
  }

  List<Shape> arrivals(Pods of) {
    return order == null
        ? of.all()
        : of.named(OpenbPods.order(new TraceFile(order, false), of.shapes().keySet()));
  }
}
