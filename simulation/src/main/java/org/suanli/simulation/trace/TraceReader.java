package org.suanli.simulation.trace;

/// Reads one format.
@FunctionalInterface
interface TraceReader {
  /// @throws MalformedTraceException naming every line that is wrong, unless those are left out
  Workload read(TraceFile file);
}
