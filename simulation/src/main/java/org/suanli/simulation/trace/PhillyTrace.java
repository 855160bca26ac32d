package org.suanli.simulation.trace;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.suanli.core.units.Limit;

/// Microsoft Philly's jobs as HeliosArtifact keeps them: `timestamp,duration,num_gpus,gpu_time,
/// cluster`, the cluster being a virtual one. Rows without a duration never ran. Sources: Jeon et
/// al., "Analysis of large-scale multi-tenant GPU clusters" (ATC 2019); Hu et al.,
/// "Characterization and prediction of deep learning workloads" (SC 2021).
final class PhillyTrace {
  private static final List<String> COLUMNS =
      List.of("timestamp", "duration", "num_gpus", "cluster");
  private static final int DEVICES_MAX = 100_000;

  private PhillyTrace() {}

  static TraceReader reader() {
    return new JobTable(',', COLUMNS, PhillyTrace::job);
  }

  private static Optional<TraceJob> job(Row row, Known known) {
    if (row.text("duration").isEmpty() && row.isSound()) {
      return known.unrun();
    }
    var submittedAt = row.instant("timestamp", ZoneOffset.UTC);
    var runs = row.seconds("duration");
    long devices = row.whole("num_gpus", 0, DEVICES_MAX);
    var cluster = row.text("cluster");
    if (cluster.isEmpty()) {
      row.wrong("cluster", "the name of a virtual cluster");
    }
    if (!row.isSound()) {
      return Optional.empty();
    }
    return Optional.of(
        new TraceJob(
            Long.toString(row.line()),
            "",
            submittedAt,
            runs,
            Limit.unlimited(),
            known.size(Size.ofDevices(Math.toIntExact(devices))),
            known.owner(cluster, "", cluster),
            TraceJob.End.COMPLETED,
            List.of()));
  }
}
