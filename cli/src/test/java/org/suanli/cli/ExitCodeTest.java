package org.suanli.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.suanli.api.ErrorCode;
import org.suanli.api.Jobs;

@Timeout(60)
class ExitCodeTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "INVALID, 1", "UNAUTHENTICATED, 3", "FORBIDDEN, 3", "NOT_FOUND, 4", "METHOD_NOT_ALLOWED, 1",
    "NOT_ACCEPTABLE, 1", "CONFLICT, 5", "IN_FLIGHT, 5", "PRECONDITION_FAILED, 5", "TOO_LARGE, 1",
    "UNSUPPORTED_MEDIA_TYPE, 1", "KEY_REUSED, 5", "LIMIT, 5", "TOO_MANY_REQUESTS, 5", "INTERNAL, 1",
    "UNAVAILABLE, 5"
  })
  void everyErrorCodeOfTheServerHasItsExitCode(ErrorCode code, int wantExit) {
    try (var server = new CannedServer()) {
      server.on("GET /api/v1/nodes", CannedServer.problem(code, "", "It cannot be."));
      var result = new ClientRun(folder).at(server).run("nodes");
      assertThat(result.code()).isEqualTo(wantExit);
      assertThat(result.out()).isEmpty();
      assertThat(result.err()).startsWith("It cannot be.\n");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jbos | The command (jbos) must be one of the client's. Maybe jobs.",
        "nodes lst | Unmatched argument at index 1: 'lst'. Maybe suanli nodes list.",
        "nodes --clustre x | Unknown options: '--clustre', 'x'. Maybe suanli nodes list --cluster.",
        "job | Missing required parameter: 'JOB'. Maybe suanli job --help.",
        "jobs --state done | The state (done) must be waiting, running, succeeded, failed or"
            + " cancelled.",
        "jobs -o xml | The output (xml) must be table, json or jsonl.",
        "jobs --limit 0 | The limit (0) must be 1 or more.",
        "cordon n1 --reason x | The node (n1) must be CLUSTER/NODE. Maybe find it with: suanli"
            + " nodes.",
      })
  void aWrongCommandLineIsRefusedWithASuggestion(String line, String wantMessage) {
    var result = new ClientRun(folder).run(line.split(" "));
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err().strip().replace("\n", " ")).isEqualTo(wantMessage);
  }

  @Test
  void aServerThatNobodyListensForIsUnreachableAtOnce() throws IOException {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    var run = new ClientRun(folder);
    var result = run.run("jobs", "--server", "http://127.0.0.1:" + port);
    assertThat(result.code()).isEqualTo(6);
    assertThat(result.err()).contains("cannot be reached").contains("\nMaybe ");
    assertThat(run.pauses()).isEmpty();
  }

  @Test
  void whatIsNotASuanliServerIsSaidSo() {
    try (var server = new CannedServer()) {
      server.on("GET /api/v1/nodes", CannedServer.bytes("<html>".getBytes()));
      var result = new ClientRun(folder).at(server).run("nodes");
      assertThat(result.code()).isEqualTo(1);
      assertThat(result.err()).contains("Maybe the address is not that of a Suanli server.");
    }
  }

  @ParameterizedTest
  @CsvSource({"SUCCEEDED, 0", "FAILED, 7", "CANCELLED, 7"})
  void waitingEndsWithTheOutcomeOfTheJob(Jobs.State state, int wantExit) {
    try (var server = SampleCentre.start()) {
      server.inTurn(
          "GET /api/v1/jobs/job-8",
          CannedServer.ok(SampleJobs.detail(SampleJobs.waiting())),
          CannedServer.ok(SampleJobs.detail(SampleJobs.running())),
          CannedServer.ok(SampleJobs.detail(SampleJobs.ended(state))));
      var run = new ClientRun(folder).at(server);
      var result = run.run("submit", "--accelerators", "8", "--wait", "--", "true");
      assertThat(result.code()).isEqualTo(wantExit);
      assertThat(run.pauses()).containsExactly(Duration.ofMillis(500), Duration.ofSeconds(1));
    }
  }

  @Test
  void aPlanThatIsRefusedEndsWithOneAndSubmitsNothing() {
    try (var server = new CannedServer()) {
      server.on("POST /api/v1/jobs", SampleJobs.refusedPlan());
      var result =
          new ClientRun(folder)
              .at(server)
              .run("submit", "--plan", "--accelerators", "8", "--", "x");
      assertThat(result.code()).isEqualTo(1);
      assertThat(result.out())
          .contains("must not exceed the quota (64)")
          .contains("Maybe ask for 64.");
      assertThat(server.asked())
          .allSatisfy(asked -> assertThat(asked.target()).endsWith("?plan=true"));
    }
  }

  @Test
  void severalJobsAreCancelledThoughOneIsGone() {
    try (var server = SampleCentre.start()) {
      var result = new ClientRun(folder).at(server).run("cancel", "6", "7");
      assertThat(result.code()).isEqualTo(4);
      assertThat(result.out()).isEqualTo("job-7 is to end.\n");
    }
  }
}
