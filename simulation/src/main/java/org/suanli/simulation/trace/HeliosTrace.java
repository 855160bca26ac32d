package org.suanli.simulation.trace;

import java.util.List;
import java.util.Optional;
import org.suanli.core.units.Limit;
import org.suanli.core.units.MilliCpus;

/// SenseTime Helios's jobs with the seconds since the job before: `u_id,user,gpu_num,cpu_num,
/// node_num,interval,run_time,wall_time,new_status`. Source: Hu et al., "Characterization and
/// prediction of deep learning workloads in large-scale GPU datacenters" (SC 2021).
final class HeliosTrace {
  private static final List<String> COLUMNS =
      List.of(
          "u_id", "user", "gpu_num", "cpu_num", "node_num", "interval", "run_time", "new_status");
  private static final int DEVICES_MAX = 100_000;
  private static final int CPUS_MAX = 10_000_000;
  private static final int NODES_MAX = 10_000;

  private HeliosTrace() {}

  static TraceReader reader() {
    return new JobTable(',', COLUMNS, HeliosTrace::job);
  }

  private static Optional<TraceJob> job(Row row, Known known) {
    // A wrong line takes its place in time as long as that can be read.
    var submittedAt = known.after(row.seconds("interval"));
    var runs = row.seconds("run_time");
    long devices = row.whole("gpu_num", 0, DEVICES_MAX);
    long cpus = row.whole("cpu_num", 0, CPUS_MAX);
    long nodes = row.whole("node_num", 1, NODES_MAX);
    var end = end(row);
    if (!row.isSound()) {
      return Optional.empty();
    }
    var size =
        Size.ofDevices(Math.toIntExact(devices))
            .inTasks(Math.toIntExact(nodes))
            .withCpus(new MilliCpus(cpus * 1_000));
    var user = "user-" + row.text("user");
    return Optional.of(
        new TraceJob(
            row.text("u_id"),
            "",
            submittedAt,
            runs,
            Limit.unlimited(),
            known.size(size),
            known.owner(user, user, ""),
            end,
            List.of()));
  }

  private static TraceJob.End end(Row row) {
    return switch (row.text("new_status")) {
      case "Pass" -> TraceJob.End.COMPLETED;
      case "Failed" -> TraceJob.End.FAILED;
      case "Killed" -> TraceJob.End.CANCELLED;
      default -> {
        row.wrong("new_status", "Pass, Failed or Killed");
        yield TraceJob.End.COMPLETED;
      }
    };
  }
}
