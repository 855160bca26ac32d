package org.suanli.simulation.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A table with a job in each row.
///
/// @param separator of its cells
/// @param columns that must be there
/// @param jobs reads a row
record JobTable(char separator, List<String> columns, JobOfRow jobs) implements TraceReader {

  /// Reads a row.
  @FunctionalInterface
  interface JobOfRow {
    /// @return empty if the row is wrong, which it notes; or tells of a job that never ran, which
    ///   is counted; or of no job
    Optional<TraceJob> of(Row row, Known known);
  }

  JobTable {
    columns = List.copyOf(columns);
  }

  @Override
  public boolean reads(String firstLine) {
    return Table.headers(firstLine, separator).containsAll(columns);
  }

  @Override
  public Workload read(TraceFile file) {
    var findings = file.findings();
    var known = new Known();
    var read = new ArrayList<TraceJob>();
    new Table(file.path(), separator, columns)
        .forEach(findings, row -> jobs.of(row, known).ifPresent(read::add));
    findings.requireNone();
    return new Workload(file.title(), read, findings.lines(), known.unrunJobs());
  }
}
