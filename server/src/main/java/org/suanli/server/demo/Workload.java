package org.suanli.server.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/// The example training as a code archive, and the job files that run it.
///
/// @param archive a gzipped tar file
/// @param sha256 of the archive, in hexadecimal
record Workload(Path archive, String sha256) {
  private static final String JAR = "suanli-tiny-gpt.jar";

  /// Packs the example into a folder.
  ///
  /// @param home the project's folder, where the example was built
  /// @throws IllegalStateException if it was not built
  static Workload pack(Path home, Path folder) {
    var jar = home.resolve("examples/tiny-gpt/target/quick").resolve(JAR);
    if (!Files.isRegularFile(jar)) {
      throw new IllegalStateException(
          "The example ("
              + jar
              + ") must be built."
              + "\nMaybe run ./suanli build examples/tiny-gpt");
    }
    var archive = folder.resolve("tiny-gpt.tar.gz");
    try (var out =
        new TarArchiveOutputStream(new GZIPOutputStream(Files.newOutputStream(archive)))) {
      var entry = new TarArchiveEntry(jar, JAR);
      entry.setModTime(0);
      entry.setIds(0, 0);
      entry.setNames("", "");
      entry.setMode(0644);
      out.putArchiveEntry(entry);
      Files.copy(jar, out);
      out.closeArchiveEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Workload(archive, sha256(archive));
  }

  private static String sha256(Path file) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256.", e);
    }
  }

  /// A job file of two ranks that trains for so many steps.
  String jobFile(String name, int steps, String timeLimit) {
    var java = Path.of(System.getProperty("java.home"));
    // Some distributions ship a JDK without its sources; its licences are text as well.
    var text =
        Files.exists(java.resolve("lib/src.zip")) ? "" : " --text '" + java.resolve("legal") + "'";
    return """
    name: %s
    nodes: 2
    accelerators: host-cpu:1
    memory: 1GiB
    time_limit: %s
    retries: 3
    checkpoint: {path: checkpoints, interval: 10s, grace: 20s}
    code: sha256:%s
    command: >-
      exec '%s/bin/java' -Xmx640m --add-modules jdk.incubator.vector -jar %s --steps %d
      --checkpoint "$SUANLI_OUTPUT/checkpoints" --checkpoint-interval 40
      --output "$SUANLI_OUTPUT"%s
    """
        .formatted(name, timeLimit, sha256, java, JAR, steps, text);
  }
}
