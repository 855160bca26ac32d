package org.suanli.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What a figure was measured on, and with what.
///
/// @param processor its name, as the kernel gives it
/// @param memoryGib of the machine, rounded
/// @param jdk version and vendor
/// @param commit of the sources, with `+` if they were changed since
record Machine(String processor, int cores, long memoryGib, String jdk, String commit) {
  private static final long KIB_PER_GIB = 1L << 20;

  static Machine here() throws IOException, InterruptedException {
    long memoryKib =
        Long.parseLong(field(Path.of("/proc/meminfo"), "MemTotal").replaceAll("[^0-9]", ""));
    return new Machine(
        field(Path.of("/proc/cpuinfo"), "model name"),
        Runtime.getRuntime().availableProcessors(),
        Math.round(memoryKib / (double) KIB_PER_GIB),
        System.getProperty("java.vm.version") + " " + System.getProperty("java.vendor"),
        head());
  }

  private static String field(Path file, String name) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith(name))
        .findFirst()
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .orElse("unknown");
  }

  private static String head() throws IOException, InterruptedException {
    var commit = git("rev-parse", "--short", "HEAD");
    return git("status", "--porcelain", "--", "*/src/main", "pom.xml", "suanli").isEmpty()
        ? commit
        : commit + "+";
  }

  private static String git(String... arguments) throws IOException, InterruptedException {
    var command = new java.util.ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    return process.waitFor() == 0 ? text : "unknown";
  }

  String toJsonFields() {
    return "\"machine\":\"%s, %d cores, %d GiB\",\"jdk\":\"%s\",\"commit\":\"%s\""
        .formatted(processor, cores, memoryGib, jdk, commit);
  }
}
