package org.suanli.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/// A folder for the time of one benchmark.
final class Folder {
  private Folder() {}

  /// What is done with it.
  @FunctionalInterface
  interface Use<T> {
    T in(Path folder) throws Exception;
  }

  /// Makes the folder in the temporary one, and deletes it with all that is in it.
  static <T> T with(String name, Use<T> use) throws Exception {
    var folder = Files.createTempDirectory("suanli-" + name);
    try {
      return use.in(folder);
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var paths = Files.walk(folder)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
