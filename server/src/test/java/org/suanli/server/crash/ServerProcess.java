package org.suanli.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.suanli.server.Main;

/// A real server, started by its main in a process of its own.
final class ServerProcess implements AutoCloseable {
  private static final Duration READY_MAX = Duration.ofSeconds(90);
  private static final Duration END_MAX = Duration.ofSeconds(60);
  private static final Pattern READY = Pattern.compile("suanli: ready at (\\S+) after .*");
  private static final Pattern LINK = Pattern.compile("The operator's one-time link: .*/(\\S+)");

  private final Process process;
  private final Path log;
  private final CompletableFuture<String> address = new CompletableFuture<>();
  private final CompletableFuture<String> secret = new CompletableFuture<>();

  private ServerProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /// @param log is added to
  /// @param options of `up`
  static ServerProcess start(Path log, Map<String, String> environment, List<String> options) {
    var words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Xmx384m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "up",
                "--port",
                "0"));
    words.addAll(options);
    var builder = new ProcessBuilder(words);
    builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    // Its programs are unpacked once for all tests, and not into the home of whoever tests.
    builder.environment().put("XDG_CACHE_HOME", Path.of("target").toAbsolutePath().toString());
    builder.environment().putAll(environment);
    try {
      var server = new ServerProcess(builder.start(), log);
      Thread.ofPlatform().daemon().start(server::listen);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void listen() {
    try (var lines = process.inputReader()) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        Files.writeString(log, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        var ready = READY.matcher(line);
        if (ready.matches()) {
          address.complete(ready.group(1));
        }
        var link = LINK.matcher(line);
        if (link.matches()) {
          secret.complete(link.group(1));
        }
      }
    } catch (IOException e) {
      // A killed process may break its pipe off anywhere; who waits for a line must know.
      address.completeExceptionally(e);
    }
    var ended = new IllegalStateException("The server ended before it said so; see " + log);
    address.completeExceptionally(ended);
    secret.completeExceptionally(ended);
  }

  /// Waits until it answers requests.
  String address() {
    return address.orTimeout(READY_MAX.toSeconds(), TimeUnit.SECONDS).join();
  }

  /// What the operator's one-time link holds, on the first start.
  String secret() {
    return secret.orTimeout(READY_MAX.toSeconds(), TimeUnit.SECONDS).join();
  }

  /// Lets it run for a while, which it must not end by itself.
  void runFor(Duration time) throws InterruptedException {
    assertThat(process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS))
        .as("the server must not end by itself; see " + log)
        .isFalse();
  }

  /// SIGKILL.
  void kill() throws InterruptedException {
    process.destroyForcibly();
    awaitEnd();
  }

  /// SIGTERM.
  void stop() throws InterruptedException {
    process.destroy();
    awaitEnd();
  }

  private void awaitEnd() throws InterruptedException {
    assertThat(process.waitFor(END_MAX.toSeconds(), TimeUnit.SECONDS)).as("it ends").isTrue();
  }

  /// SIGSTOP: every thread of it stands still, wherever it is.
  void pause() throws InterruptedException {
    signal("STOP");
  }

  /// SIGCONT.
  void wake() throws InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws InterruptedException {
    try {
      var kill = new ProcessBuilder("kill", "-s", name, Long.toString(process.pid())).start();
      assertThat(kill.waitFor()).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
