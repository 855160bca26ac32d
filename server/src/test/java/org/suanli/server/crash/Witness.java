package org.suanli.server.crash;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What tasks themselves say, in a file that no server knows of, and which of them execute now, by
/// the kernel.
///
/// @param file of lines `begin job-7.1.0 NAME` and `end job-7.1.0 NAME`
record Witness(Path file) {
  /// Marks every process of a task with the file's path.
  static final String MARK = "CRASH_WITNESS";

  static Witness in(Path folder) throws IOException {
    var file = Files.createFile(folder.resolve("witness"));
    // Tasks may run as others than the server.
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    return new Witness(file);
  }

  /// How often each task of an attempt said so, such as `job-7.1.0`.
  ///
  /// @param word `begin` or `end`
  Map<String, Integer> count(String word) throws IOException {
    var counts = new TreeMap<String, Integer>();
    for (var line : Files.readAllLines(file)) {
      var words = line.split(" ", -1);
      if (words[0].equals(word)) {
        counts.merge(words[1], 1, Integer::sum);
      }
    }
    return counts;
  }

  /// The processes of tasks that execute now, with their attempt, such as `job-7.1`.
  Map<Long, String> processes() throws IOException {
    var found = new TreeMap<Long, String>();
    try (var entries = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (var entry : entries) {
        attempt(entry).ifPresent(it -> found.put(Long.valueOf(entry.getFileName().toString()), it));
      }
    }
    return found;
  }

  private Optional<String> attempt(Path process) {
    try {
      var bytes = Files.readAllBytes(process.resolve("environ"));
      var variables = List.of(new String(bytes, StandardCharsets.UTF_8).split("\0", -1));
      if (!variables.contains(MARK + "=" + file)) {
        return Optional.empty();
      }
      var values =
          new ArrayList<>(variables)
              .stream()
                  .filter(variable -> variable.indexOf('=') > 0)
                  .collect(
                      Collectors.toMap(
                          variable -> variable.substring(0, variable.indexOf('=')),
                          variable -> variable.substring(variable.indexOf('=') + 1),
                          (first, _) -> first));
      return Optional.of(values.get("SUANLI_RUN_ID") + "." + values.get("SUANLI_ATTEMPT"));
    } catch (IOException _) {
      // It ended meanwhile, or is the kernel's own.
      return Optional.empty();
    }
  }
}
