package org.suanli.simulation.oracle;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.suanli.simulation.fleet.FleetFile;
import org.suanli.simulation.oracle.OpenbOracle.Case;
import org.suanli.simulation.oracle.OpenbOracle.Given;
import org.suanli.simulation.packing.Pods;
import org.suanli.simulation.trace.OpenbPods;
import org.suanli.simulation.trace.TraceFile;
import picocli.CommandLine.Option;

/// Options of a command that packs: files of the user's own.
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

  @Option(names = "--seed", paramLabel = "N", description = "Of chance; 1 unless given.")
  private int seed = 1;

  /// Reads them.
  Given given() {
    var fleet = FleetFile.read(new TraceFile(nodes, false)).nodes();
    var all = Pods.of(OpenbPods.read(new TraceFile(pods, false)));
    var file = order;
    var arrivals =
        file == null
            ? all.all()
            : all.named(OpenbPods.order(new TraceFile(file, false), all.shapes().keySet()));
    return new Given(new Case(pods.getFileName().toString(), seed), fleet, all, arrivals);
  }
}
