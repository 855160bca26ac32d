package org.suanli.simulation.trace;

/// The formats that are read.
public enum TraceFormat {
  /// Microsoft Philly, as `jobs.csv` of HeliosArtifact.
  PHILLY(new PhillyTrace()),
  /// The Standard Workload Format of the Parallel Workloads Archive.
  SWF(new SwfTrace());

  private final TraceReader reader;

  TraceFormat(TraceReader reader) {
    this.reader = reader;
  }

  /// @throws MalformedTraceException naming every line that is wrong, unless those are left out
  public Workload read(TraceFile file) {
    return reader.read(file);
  }
}
