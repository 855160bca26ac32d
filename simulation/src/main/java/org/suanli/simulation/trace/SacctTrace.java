package org.suanli.simulation.trace;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.suanli.core.units.Bytes;
import org.suanli.core.units.Limit;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.MilliCpus;

/// What Slurm's `sacct --parsable2` prints: a centre's own accounting. Steps of jobs are passed
/// over and what never ran is counted; a job that still ran is taken to have ended then. Times have
/// no zone, so the hour that is told twice in autumn is an hour off. Source: the manual page of
/// sacct.
final class SacctTrace {
  private static final List<String> COLUMNS =
      List.of("JobID", "Submit", "ElapsedRaw", "AllocTRES", "State");
  private static final Pattern COUNT = Pattern.compile("[0-9]{1,9}");
  private static final Pattern MEMORY =
      Pattern.compile("([0-9]{1,12}(?:\\.[0-9]{1,6})?)([KMGTP]?)");
  private static final Pattern MAKE = Pattern.compile("gres/(?:gpu|npu|mlu):.+");
  private static final String UNITS = "KMGTP";
  private static final int UNIT_SHIFT = 10;
  private static final long SECONDS_MAX = 1L << 40;
  private static final long MINUTES_MAX = 1L << 30;
  private static final int NODES_MAX = 10_000;

  private SacctTrace() {}

  static TraceReader reader() {
    return new JobTable('|', COLUMNS, SacctTrace::job);
  }

  private static Optional<TraceJob> job(Row row, Known known) {
    var id = row.text("JobID");
    if (id.indexOf('.') >= 0) {
      return Optional.empty();
    }
    long ran = row.whole("ElapsedRaw", 0, SECONDS_MAX);
    if (row.isSound() && ran == 0) {
      return known.unrun();
    }
    var submittedAt = submit(row);
    var limit = limit(row);
    var end = end(row);
    var size = size(row);
    if (!row.isSound()) {
      return Optional.empty();
    }
    var account = row.text("Account");
    var partition = row.text("Partition");
    return Optional.of(
        new TraceJob(
            id,
            row.text("JobName"),
            submittedAt,
            // Slurm ends a job some seconds after its limit; the engine does so at it.
            limit instanceof Limit.AtMost<Duration>(var most) && most.toSeconds() < ran
                ? most
                : Duration.ofSeconds(ran),
            limit,
            known.size(size),
            known.owner(account, row.text("User"), partition.indexOf(',') < 0 ? partition : ""),
            end,
            List.of()));
  }

  private static Instant submit(Row row) {
    return row.instant("Submit", ZoneOffset.UTC);
  }

  /// Minutes; none where the column is not there, is empty or names a limit of others.
  private static Limit<Duration> limit(Row row) {
    var text = row.text("TimelimitRaw");
    boolean isNone = text.isEmpty() || text.equals("UNLIMITED") || text.equals("Partition_Limit");
    long minutes = isNone ? 0 : row.whole("TimelimitRaw", 0, MINUTES_MAX);
    return minutes == 0 ? Limit.unlimited() : Limit.atMost(Duration.ofMinutes(minutes));
  }

  private static TraceJob.End end(Row row) {
    // `CANCELLED by 1000`.
    var state = row.text("State").split(" ", 2)[0].toUpperCase(Locale.ROOT);
    return switch (state) {
      case "COMPLETED", "RUNNING", "COMPLETING", "SUSPENDED", "PENDING", "REQUEUED", "RESIZING" ->
          TraceJob.End.COMPLETED;
      case "FAILED", "TIMEOUT", "OUT_OF_MEMORY", "DEADLINE" -> TraceJob.End.FAILED;
      case "CANCELLED", "REVOKED" -> TraceJob.End.CANCELLED;
      case "NODE_FAIL", "BOOT_FAIL", "PREEMPTED" -> TraceJob.End.LOST;
      default -> {
        row.wrong("State", "a state of Slurm, such as COMPLETED or TIMEOUT");
        yield TraceJob.End.COMPLETED;
      }
    };
  }

  /// `billing=8,cpu=8,gres/gpu=4,gres/gpu:a100=4,mem=32G,node=2`.
  private static Size size(Row row) {
    long cpus = 0;
    long nodes = 1;
    long bytes = 0;
    long devices = 0;
    long ofMakes = 0;
    for (var part : row.text("AllocTRES").split(",")) {
      int at = part.indexOf('=');
      var value = at < 0 ? "" : part.substring(at + 1);
      var name = at < 0 ? "" : part.substring(0, at);
      switch (name) {
        case "cpu" -> cpus = count(row, part, value);
        case "node" -> nodes = Math.clamp(count(row, part, value), 1, NODES_MAX);
        case "mem" -> bytes = memory(row, part, value);
        case "gres/gpu", "gres/npu", "gres/mlu" -> devices += count(row, part, value);
        // Where the accounting has the sum as well, these are part of it. Billing, energy and
        // licences are nothing that a node runs short of.
        default -> ofMakes += MAKE.matcher(name).matches() ? count(row, part, value) : 0;
      }
    }
    return new Size(
        new MilliAccelerators((devices == 0 ? ofMakes : devices) * 1_000),
        OptionalInt.of(Math.toIntExact(nodes)),
        new MilliCpus(cpus * 1_000),
        new Bytes(bytes),
        List.of());
  }

  private static long count(Row row, String part, String value) {
    if (!COUNT.matcher(value).matches()) {
      row.wrong("AllocTRES", part, "a name and a number, such as gres/gpu=4");
      return 0;
    }
    return Long.parseLong(value);
  }

  private static long memory(Row row, String part, String value) {
    var matcher = MEMORY.matcher(value);
    if (!matcher.matches()) {
      row.wrong("AllocTRES", part, "an amount of memory, such as mem=32G");
      return 0;
    }
    var unit = matcher.group(2).isEmpty() ? "M" : matcher.group(2);
    int shift = UNIT_SHIFT * (UNITS.indexOf(unit) + 1);
    return new java.math.BigDecimal(matcher.group(1))
        .multiply(new java.math.BigDecimal(1L << shift))
        .longValue();
  }
}
