package org.suanli.simulation.trace;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.suanli.core.units.Limit;

/// Microsoft Philly's jobs as HeliosArtifact keeps them: `timestamp,duration,num_gpus,gpu_time,
/// cluster`, the cluster being a virtual one. Rows without a duration never ran. Sources: Jeon et
/// al., "Analysis of large-scale multi-tenant GPU clusters" (ATC 2019); Hu et al.,
/// "Characterization and prediction of deep learning workloads" (SC 2021).
final class PhillyTrace implements TraceReader {
  static final List<String> COLUMNS = List.of("timestamp", "duration", "num_gpus", "cluster");
  private static final int DEVICES_MAX = 100_000;

  @Override
  public Workload read(TraceFile file) {
    var findings = file.findings();
    var jobs = new ArrayList<TraceJob>();
    var names = new Names();
    var sizes = new HashMap<Long, Size>();
    var owners = new HashMap<String, TraceJob.Owner>();
    int[] unrun = {0};
    new Table(file.path(), ',', COLUMNS)
        .forEach(
            findings,
            row -> {
              if (row.text("duration").isEmpty() && row.isSound()) {
                unrun[0]++;
                return;
              }
              job(row, names, sizes, owners).ifPresent(jobs::add);
            });
    findings.requireNone();
    return new Workload(file.title(), jobs, findings.lines(), unrun[0]);
  }

  private static Optional<TraceJob> job(
      Row row, Names names, Map<Long, Size> sizes, Map<String, TraceJob.Owner> owners) {
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
    var owner =
        owners.computeIfAbsent(
            cluster,
            name ->
                new TraceJob.Owner(names.organization(name), "", Optional.of(Names.cluster(name))));
    return Optional.of(
        new TraceJob(
            Long.toString(row.line()),
            "",
            submittedAt,
            runs,
            Limit.unlimited(),
            sizes.computeIfAbsent(devices, count -> Size.ofDevices(Math.toIntExact(count))),
            owner,
            TraceJob.End.COMPLETED,
            List.of()));
  }
}
