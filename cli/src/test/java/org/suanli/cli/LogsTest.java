package org.suanli.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.suanli.api.ErrorCode;
import org.suanli.api.Http;
import org.suanli.api.Jobs;
import org.suanli.cli.wire.EventStream;
import org.suanli.cli.wire.Wire;

@Timeout(60)
class LogsTest {
  private static final String STREAM = "GET /api/v1/jobs/job-7/logs/stream";

  @TempDir private Path folder;

  /// Sends pieces, then ends the connection: in the midst of an event if told so.
  private static CannedServer.Answer stream(boolean isCut, Jobs.LogChunk... chunks) {
    return exchange -> {
      exchange.getResponseHeaders().set("Content-Type", Http.EVENT_STREAM_TYPE);
      exchange.sendResponseHeaders(200, 0);
      var body = exchange.getResponseBody();
      body.write(": hello\n\n".getBytes(StandardCharsets.UTF_8));
      for (var chunk : chunks) {
        var event = "id: " + chunk.next() + "\nevent: log\ndata: " + Wire.write(chunk) + "\n\n";
        body.write(event.getBytes(StandardCharsets.UTF_8));
      }
      if (isCut) {
        body.write("id: 99\ndata: {\"off".getBytes(StandardCharsets.UTF_8));
        body.flush();
        throw new IOException("The connection breaks here.");
      }
    };
  }

  private static Jobs.LogChunk chunk(long offset, String text, boolean isComplete) {
    long bytes = text.getBytes(StandardCharsets.UTF_8).length;
    return new Jobs.LogChunk(offset, offset + bytes, isComplete, text);
  }

  @Test
  void followingGoesOnWhereABrokenConnectionEnded() {
    try (var server = new CannedServer()) {
      server.inTurn(
          STREAM,
          stream(true, chunk(0, "step 1\n", false), chunk(7, "损失 0.5\n", false)),
          CannedServer.problem(ErrorCode.UNAVAILABLE, "", "It starts."),
          stream(false, chunk(18, "step 3\n", false), chunk(25, "", true)));
      var run = new ClientRun(folder).at(server);
      var result = run.run("logs", "7", "-f", "--task", "1");
      assertThat(result.code()).isZero();
      assertThat(result.out()).isEqualTo("step 1\n损失 0.5\nstep 3\n");
      assertThat(server.asked().stream().map(CannedServer.Asked::target))
          .containsExactly(
              "/api/v1/jobs/job-7/logs/stream?task=1&offset=0",
              "/api/v1/jobs/job-7/logs/stream?task=1&offset=18",
              "/api/v1/jobs/job-7/logs/stream?task=1&offset=18");
      assertThat(run.pauses()).containsExactly(Duration.ofMillis(500), Duration.ofSeconds(1));
    }
  }

  @Test
  void whatIsSentTwiceIsPrintedOnce() {
    try (var server = new CannedServer()) {
      server.inTurn(
          STREAM,
          stream(true, chunk(0, "one\n", false)),
          stream(false, chunk(0, "one\n", false), chunk(4, "two\n", true)));
      assertThat(new ClientRun(folder).at(server).run("logs", "7", "-f").out())
          .isEqualTo("one\ntwo\n");
    }
  }

  @Test
  void aServerThatStaysAwayEndsTheFollowing() {
    try (var server = new CannedServer()) {
      server.on(STREAM, CannedServer.hangUp());
      var result = new ClientRun(folder).at(server).run("logs", "7", "-f");
      assertThat(result.code()).isEqualTo(6);
      assertThat(server.asked()).hasSizeGreaterThanOrEqualTo(40);
    }
  }

  @Test
  void aConnectionThatFallsSilentCountsAsLost() throws Exception {
    var done = new CountDownLatch(1);
    try (var server = new CannedServer();
        var http = HttpClient.newHttpClient()) {
      server.on(
          STREAM,
          exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("data: x\n\n".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            awaitQuietly(done);
          });
      var uri = URI.create(server.url() + "/api/v1/jobs/job-7/logs/stream");
      var body =
          http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofInputStream()).body();
      try (var stream = new EventStream(body, Duration.ofMillis(200))) {
        assertThat(stream.next()).map(EventStream.Event::data).contains("x");
        assertThatThrownBy(stream::next).isInstanceOf(IOException.class);
      } finally {
        done.countDown();
      }
    }
  }

  private static void awaitQuietly(CountDownLatch done) throws IOException {
    try {
      done.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void aJobThatIsGoneIsNotFollowed() {
    try (var server = new CannedServer()) {
      assertThat(new ClientRun(folder).at(server).run("logs", "7", "-f").code()).isEqualTo(4);
      assertThat(server.asked()).hasSize(1);
    }
  }

  @Test
  void aLongLogIsReadPieceByPiece() {
    try (var server = new CannedServer()) {
      server.inTurn(
          "GET /api/v1/jobs/job-7/logs",
          CannedServer.ok(chunk(0, "one\n", false)),
          CannedServer.ok(chunk(4, "two\n", false)),
          CannedServer.ok(chunk(8, "", false)));
      var result = new ClientRun(folder).at(server).run("logs", "7", "--attempt", "2");
      assertThat(result.out()).isEqualTo("one\ntwo\n");
      assertThat(server.asked().getLast().target()).contains("attempt=2&offset=8");
    }
  }

  @Test
  void submitWithFollowPrintsTheLogAndEndsWithTheJob() {
    try (var server = SampleCentre.start()) {
      server
          .inTurn(
              "GET /api/v1/jobs/job-8",
              CannedServer.ok(SampleJobs.detail(SampleJobs.waiting())),
              CannedServer.ok(SampleJobs.detail(SampleJobs.running())),
              CannedServer.ok(SampleJobs.detail(SampleJobs.ended(Jobs.State.FAILED))))
          .on("GET /api/v1/jobs/job-8/logs/stream", stream(false, chunk(0, "loss 1\n", true)));
      var result =
          new ClientRun(folder)
              .at(server)
              .run("submit", "--follow", "--accelerators", "8", "--", "true");
      assertThat(result.code()).isEqualTo(7);
      assertThat(result.out()).isEqualTo("job-8 is submitted to ocean/models.\nloss 1\n");
      assertThat(result.err())
          .startsWith(SampleJobs.shortfall().sentence())
          .endsWith("allocation.\njob-7 failed: task failed.\nMaybe suanli explain job-7.\n");
    }
  }
}
