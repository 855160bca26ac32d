package org.suanli.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.suanli.api.Http;

@Timeout(60)
class InterruptTest {
  @TempDir private Path folder;

  @Test
  void controlCEndsTheFollowingAndNotTheJob() throws Exception {
    var done = new CountDownLatch(1);
    try (var server = new CannedServer()) {
      server.on(
          "GET /api/v1/jobs/job-7/logs/stream",
          exchange -> {
            exchange.getResponseHeaders().set("Content-Type", Http.EVENT_STREAM_TYPE);
            exchange.sendResponseHeaders(200, 0);
            exchange
                .getResponseBody()
                .write(
                    "data: {\"offset\":0,\"next\":6,\"isComplete\":false,\"text\":\"hello\\n\"}\n\n"
                        .getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            await(done);
          });
      var process = start(server);
      try {
        var out = reader(process.getInputStream());
        assertThat(out.readLine()).isEqualTo("hello");
        interrupt(process);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(130);
        assertThat(reader(process.getErrorStream()).lines())
            .contains("Stopped following; job-7 goes on.");
        assertThat(server.asked()).hasSize(1);
      } finally {
        done.countDown();
        process.destroyForcibly();
      }
    }
  }

  private static void await(CountDownLatch done) throws IOException {
    try {
      done.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private Process start(CannedServer server) throws IOException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var builder =
        new ProcessBuilder(
            // What runs in the background of a script is started with this signal ignored.
            "env",
            "--default-signal=INT",
            java,
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "logs",
            "7",
            "-f");
    builder.environment().put("SUANLI_SERVER", server.url());
    builder.environment().put("XDG_CONFIG_HOME", folder.toString());
    return builder.start();
  }

  private static void interrupt(Process process) throws Exception {
    var kill =
        new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).inheritIO().start();
    assertThat(kill.waitFor()).isZero();
  }

  private static BufferedReader reader(InputStream stream) {
    return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
  }
}
