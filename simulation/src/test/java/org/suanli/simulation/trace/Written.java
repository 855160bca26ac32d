package org.suanli.simulation.trace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Files that a test writes by hand.
public final class Written {
  private final Path folder;

  public Written(Path folder) {
    this.folder = folder;
  }

  /// A trace that must be right in every line.
  public TraceFile trace(String name, String text) {
    return new TraceFile(file(name, text), false);
  }

  public Path file(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
