package org.suanli.simulation.trace;

import java.nio.file.Path;

/// A file to be read as a trace.
///
/// @param path where it is
/// @param isLenient whether wrong lines are left out and counted
public record TraceFile(Path path, boolean isLenient) {

  /// What its jobs are called, for people.
  String title() {
    return String.valueOf(path.getFileName());
  }

  Findings findings() {
    return new Findings(title(), isLenient);
  }
}
