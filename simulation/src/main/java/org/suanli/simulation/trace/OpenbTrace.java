package org.suanli.simulation.trace;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.suanli.core.units.Bytes;
import org.suanli.core.units.Limit;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.MilliCpus;
import org.suanli.core.units.ModelName;

/// Pods of Alibaba's GPU clusters, trace of 2023: one task each, a share of an accelerator or whole
/// ones of named makes. Those that were not scheduled never ran. Their class of service stands for
/// the organization, which the trace does not tell. Source: Weng et al., "Beware of fragmentation"
/// (ATC 2023).
final class OpenbTrace {
  private static final List<String> COLUMNS =
      List.of(
          "name",
          "cpu_milli",
          "memory_mib",
          "num_gpu",
          "gpu_milli",
          "gpu_spec",
          "qos",
          "creation_time",
          "deletion_time",
          "scheduled_time");
  private static final long CPU_MAX = 10_000_000;
  private static final long MIB_MAX = 1L << 30;
  private static final int DEVICES_MAX = 64;
  private static final int MILLI = 1_000;
  private static final int MIB_SHIFT = 20;
  private static final long SECONDS_MAX = 1L << 40;

  private OpenbTrace() {}

  static TraceReader reader() {
    return new JobTable(',', COLUMNS, OpenbTrace::job);
  }

  private static Optional<TraceJob> job(Row row, Known known) {
    if (row.text("scheduled_time").isEmpty() && row.isSound()) {
      return known.unrun();
    }
    long created = row.whole("creation_time", 0, SECONDS_MAX);
    long scheduled = row.whole("scheduled_time", 0, SECONDS_MAX);
    long deleted = row.whole("deletion_time", 0, SECONDS_MAX);
    var size = size(row, models(row).distinct().toList());
    if (row.isSound() && deleted < scheduled) {
      row.wrong("deletion_time", "the scheduled_time (" + scheduled + ") or later");
    }
    if (!row.isSound()) {
      return Optional.empty();
    }
    return Optional.of(
        new TraceJob(
            row.text("name"),
            row.text("name"),
            Instant.ofEpochSecond(created),
            Duration.ofSeconds(deleted - scheduled),
            Limit.unlimited(),
            known.size(size),
            known.owner(row.text("qos"), "", ""),
            row.text("pod_phase").equals("Failed") ? TraceJob.End.FAILED : TraceJob.End.COMPLETED,
            List.of()));
  }

  /// The acceptable makes as they are written: some are written twice.
  static Stream<ModelName> models(Row row) {
    return Arrays.stream(row.text("gpu_spec").split("\\|"))
        .filter(name -> !name.isBlank())
        .map(ModelName::new);
  }

  static Size size(Row row, List<ModelName> models) {
    long cpus = row.whole("cpu_milli", 0, CPU_MAX);
    long mib = row.whole("memory_mib", 0, MIB_MAX);
    long devices = row.whole("num_gpu", 0, DEVICES_MAX);
    long milli = row.whole("gpu_milli", 0, MILLI);
    if (row.isSound() && devices > 1 && milli != MILLI) {
      row.wrong("gpu_milli", "1000 where num_gpu (" + devices + ") is more than 1");
    }
    return new Size(
        new MilliAccelerators(devices * milli),
        OptionalInt.of(1),
        new MilliCpus(cpus),
        new Bytes(mib << MIB_SHIFT),
        models);
  }
}
