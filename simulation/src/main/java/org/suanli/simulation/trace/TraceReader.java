package org.suanli.simulation.trace;

/// Reads one format.
interface TraceReader {
  /// Whether a file that begins with this line is of this format.
  boolean reads(String firstLine);

  /// @throws MalformedTraceException naming every line that is wrong, unless those are left out
  Workload read(TraceFile file);
}
