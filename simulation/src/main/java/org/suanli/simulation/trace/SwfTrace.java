package org.suanli.simulation.trace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.suanli.core.units.Limit;

/// The Standard Workload Format: 18 numbers a line, -1 for what is not known, comments after `;`.
/// Each processor is a task of its own with one accelerator, so nodes of one accelerator are
/// processors. A job that runs no time never ran; one that ran beyond what it requested was ended
/// then. Source: Chapin et al., "Benchmarks and standards for the evaluation of parallel job
/// schedulers" (JSSPP 1999).
final class SwfTrace implements TraceReader {
  private static final List<String> FIELDS =
      List.of(
          "job",
          "submit time",
          "wait time",
          "run time",
          "processors",
          "average CPU time",
          "used memory",
          "requested processors",
          "requested time",
          "requested memory",
          "status",
          "user",
          "group",
          "application",
          "queue",
          "partition",
          "preceding job",
          "think time");
  private static final long NUMBER_MAX = 1L << 40;
  private static final int PROCESSORS_MAX = 10_000;
  private static final int FAILED = 0;
  private static final int CANCELLED = 5;
  private static final String START = "UnixStartTime:";

  private final Map<String, Integer> columns = new LinkedHashMap<>();

  SwfTrace() {
    FIELDS.forEach(field -> columns.put(field, columns.size()));
  }

  /// A comment, or as many numbers as there are fields.
  @Override
  public boolean reads(String firstLine) {
    var text = firstLine.strip();
    return text.startsWith(";")
        || text.matches("[-+.0-9\\s]+") && text.split("\\s+").length == FIELDS.size();
  }

  @Override
  public Workload read(TraceFile file) {
    var findings = file.findings();
    var jobs = new ArrayList<TraceJob>();
    var known = new Known();
    try (var lines = Table.open(file.path())) {
      long number = 0;
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        var text = line.strip();
        if (text.startsWith(";")) {
          comment(text.substring(1).strip(), known);
        } else if (!text.isEmpty()) {
          job(row(text, number, findings), known).ifPresent(jobs::add);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The file (" + file.path() + ") must be readable.", e);
    }
    findings.requireNone();
    return new Workload(file.title(), jobs, findings.lines(), known.unrunJobs());
  }

  private static void comment(String text, Known known) {
    if (text.startsWith(START)) {
      try {
        known.startAt(
            Instant.ofEpochSecond(Long.parseLong(text.substring(START.length()).strip())));
      } catch (NumberFormatException _) {
        // It is not known then: times count from 1970.
      }
    }
  }

  private Row row(String text, long number, Findings findings) {
    var cells = List.of(text.split("\\s+"));
    var row = new Row(columns, cells, number, findings);
    if (cells.size() < FIELDS.size()) {
      row.tear(FIELDS.get(cells.size()));
    }
    return row;
  }

  private static Optional<TraceJob> job(Row row, Known known) {
    long id = row.whole("job", 1, NUMBER_MAX);
    long submit = row.whole("submit time", 0, NUMBER_MAX);
    long runs = row.whole("run time", -1, NUMBER_MAX);
    long requested = row.whole("requested time", -1, NUMBER_MAX);
    long allocated = row.whole("processors", -1, PROCESSORS_MAX);
    long processors =
        allocated > 0 ? allocated : row.whole("requested processors", 1, PROCESSORS_MAX);
    if (!row.isSound()) {
      return Optional.empty();
    }
    if (runs <= 0) {
      return known.unrun();
    }
    int count = Math.toIntExact(processors);
    return Optional.of(
        new TraceJob(
            Long.toString(id),
            "",
            known.start().plusSeconds(submit),
            Duration.ofSeconds(requested > 0 ? Math.min(runs, requested) : runs),
            requested > 0 ? Limit.atMost(Duration.ofSeconds(requested)) : Limit.unlimited(),
            known.size(Size.ofDevices(count).inTasks(count)),
            known.owner("user-" + row.text("user"), row.text("user"), ""),
            end(row.whole("status", -1, NUMBER_MAX)),
            List.of()));
  }

  private static TraceJob.End end(long status) {
    if (status == FAILED) {
      return TraceJob.End.FAILED;
    }
    return status == CANCELLED ? TraceJob.End.CANCELLED : TraceJob.End.COMPLETED;
  }
}
