package org.suanli.simulation.trace;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.suanli.core.units.Limit;

/// Jobs of Shanghai AI Lab's Acme clusters as they were converted for simulators: iterations of a
/// computing time each, workers of several accelerators each. A job runs for as long as it
/// computes. Source: Hu et al., "Characterization of large language model development in the
/// datacenter" (NSDI 2024).
final class AcmeTrace {
  private static final List<String> COLUMNS =
      List.of(
          "job_id",
          "arrival_time",
          "num_iteration",
          "iteration_computing_time",
          "gpu_workers",
          "gpu_per_worker");
  private static final long ITERATIONS_MAX = 1_000_000_000;
  private static final int WORKERS_MAX = 10_000;
  private static final int DEVICES_MAX = 64;

  private AcmeTrace() {}

  static TraceReader reader() {
    return new JobTable(',', COLUMNS, AcmeTrace::job);
  }

  private static Optional<TraceJob> job(Row row, Known known) {
    var arrival = row.seconds("arrival_time");
    long iterations = row.whole("num_iteration", 0, ITERATIONS_MAX);
    var each = row.seconds("iteration_computing_time");
    long workers = row.whole("gpu_workers", 1, WORKERS_MAX);
    long devices = row.whole("gpu_per_worker", 0, DEVICES_MAX);
    if (!row.isSound()) {
      return Optional.empty();
    }
    var size = Size.ofDevices(Math.toIntExact(workers * devices)).inTasks(Math.toIntExact(workers));
    return Optional.of(
        new TraceJob(
            row.text("job_id"),
            "",
            Instant.EPOCH.plus(arrival),
            each.multipliedBy(iterations),
            Limit.unlimited(),
            known.size(size),
            known.owner("acme", "", ""),
            TraceJob.End.COMPLETED,
            List.of()));
  }
}
