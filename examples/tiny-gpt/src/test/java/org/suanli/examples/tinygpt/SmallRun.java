package org.suanli.examples.tinygpt;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/// A run small enough for a test: its options, its environment, and where it leaves what.
final class SmallRun {

  /// How a run in this JVM ended.
  record End(int code, String out, String err) {}

  private final Path folder;
  private final List<String> options = new ArrayList<>();
  private final Map<String, String> environment = new TreeMap<>();

  private SmallRun(Path folder) {
    this.folder = folder;
  }

  /// A run of 40 steps over generated text, its checkpoints and output below the folder.
  static SmallRun aRun(Path folder) {
    writeText(folder.resolve("text"), 20, 1500);
    var run = new SmallRun(folder);
    return run.with("--text", folder.resolve("text").toString())
        .with("--output", folder.resolve("output").toString())
        .with("--layers", "1")
        .with("--width", "16")
        .with("--heads", "2")
        .with("--context", "16")
        .with("--batch", "2")
        .with("--steps", "40");
  }

  SmallRun with(String name, String value) {
    int at = options.indexOf(name);
    if (at < 0) {
      options.add(name);
      options.add(value);
    } else {
      options.set(at + 1, value);
    }
    return this;
  }

  SmallRun withCheckpoints(int interval) {
    return with("--checkpoint", folder.resolve("checkpoint").toString())
        .with("--checkpoint-interval", Integer.toString(interval));
  }

  SmallRun withEnvironment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /// The same run as one rank of several; this one stays as it is.
  SmallRun rank(int rank, int size, int port) {
    var copy = new SmallRun(folder);
    copy.options.addAll(options);
    copy.environment.putAll(environment);
    return copy.withEnvironment("RANK", Integer.toString(rank))
        .withEnvironment("WORLD_SIZE", Integer.toString(size))
        .withEnvironment("MASTER_ADDR", "127.0.0.1")
        .withEnvironment("MASTER_PORT", Integer.toString(port));
  }

  Path checkpoints() {
    return folder.resolve("checkpoint");
  }

  byte[] weights() throws IOException {
    return Files.readAllBytes(folder.resolve("output/weights.f32"));
  }

  /// Starts the run in a thread of its own.
  CompletableFuture<End> inBackground() {
    return CompletableFuture.supplyAsync(
        this::inThisJvm, command -> Thread.ofPlatform().daemon().start(command));
  }

  End inThisJvm() {
    return inThisJvm(new StopSignal());
  }

  End inThisJvm(StopSignal stop) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var shell =
        new Main.Shell(
            Map.copyOf(environment),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            stop);
    int code = Main.run(List.copyOf(options), shell);
    return new End(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /// A process of its own, its output to be read, its messages in a file.
  Process asProcess(Path errors) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "--add-modules", "jdk.incubator.vector", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(Main.class.getName());
    command.addAll(options);
    var builder = new ProcessBuilder(command).redirectError(errors.toFile());
    builder.environment().putAll(environment);
    return builder.start();
  }

  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  static void writeText(Path folder, int files, int words) {
    List<String> vocabulary =
        List.of(
            "the", "queue", "holds", "a", "job", "and", "waits", "until", "cards", "are", "free");
    SplitMix random = new SplitMix(files);
    try {
      Files.createDirectories(folder);
      for (int i = 0; i < files; i++) {
        var text = new StringBuilder();
        for (int j = 0; j < words; j++) {
          text.append(vocabulary.get(random.nextInt(vocabulary.size())));
          text.append(j % 12 == 11 ? ".\n" : " ");
        }
        Files.writeString(folder.resolve("part-%03d.txt".formatted(i)), text);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
