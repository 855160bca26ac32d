package org.suanli.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.suanli.api.ErrorCode;

@Timeout(60)
class RetryTest {
  private static final String[] SUBMIT = {"submit", "--accelerators", "8", "--", "true"};

  @TempDir private Path folder;

  private static CannedServer.Answer accepted() {
    return CannedServer.ok(SampleJobs.submitted());
  }

  @Test
  void theServerSaysHowLongToWait() {
    try (var server = new CannedServer()) {
      server.inTurn(
          "POST /api/v1/jobs",
          CannedServer.problem(ErrorCode.UNAVAILABLE, "7", "Too much to do."),
          CannedServer.problem(
              ErrorCode.TOO_MANY_REQUESTS, "Mon, 02 Mar 2026 04:00:09 GMT", "Too many."),
          accepted());
      var run = new ClientRun(folder).at(server);
      assertThat(run.run(SUBMIT).code()).isZero();
      assertThat(run.pauses()).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(9));
    }
  }

  @Test
  void overloadThatLastsEndsTheRetries() {
    try (var server = new CannedServer()) {
      server.on(
          "GET /api/v1/nodes", CannedServer.problem(ErrorCode.UNAVAILABLE, "", "Too much to do."));
      var run = new ClientRun(folder).at(server);
      assertThat(run.run("nodes").code()).isEqualTo(5);
      assertThat(server.asked()).hasSize(6);
      assertThat(run.pauses())
          .containsExactly(
              Duration.ofMillis(500),
              Duration.ofSeconds(1),
              Duration.ofSeconds(2),
              Duration.ofSeconds(4),
              Duration.ofSeconds(8));
    }
  }

  @Test
  void aLimitOfThePlatformIsNotTriedAgain() {
    try (var server = new CannedServer()) {
      server.on("POST /api/v1/jobs", CannedServer.problem(ErrorCode.LIMIT, "", "Too many jobs."));
      assertThat(new ClientRun(folder).at(server).run(SUBMIT).code()).isEqualTo(5);
      assertThat(server.asked()).hasSize(1);
    }
  }

  @Test
  void aSubmissionWhoseAnswerIsLostIsSentAgainWithTheSameKey() {
    try (var server = new CannedServer()) {
      server.inTurn(
          "POST /api/v1/jobs",
          CannedServer.hangUp(),
          CannedServer.problem(ErrorCode.IN_FLIGHT, "", "It is being answered."),
          accepted());
      var result = new ClientRun(folder).at(server).run(SUBMIT);
      assertThat(result.code()).isZero();
      assertThat(result.out()).isEqualTo("job-8 is submitted to ocean/models.\n");
      assertThat(server.asked()).hasSize(3);
      var keys = server.asked().stream().map(CannedServer.Asked::key).distinct().toList();
      assertThat(keys).hasSize(1).doesNotContainNull();
      assertThat(server.asked().stream().map(CannedServer.Asked::body).distinct()).hasSize(1);
    }
  }

  @Test
  void twoSubmissionsHaveTwoKeys() {
    try (var server = SampleCentre.start()) {
      new ClientRun(folder).at(server).run(SUBMIT);
      new ClientRun(folder).at(server).run(SUBMIT);
      assertThat(server.asked().stream().map(CannedServer.Asked::key).distinct()).hasSize(2);
    }
  }

  @Test
  void aChangeWithoutAKeyIsNotSentAgainAfterALostConnection() {
    try (var server = new CannedServer()) {
      server.on("PATCH /api/v1/members/member-4", CannedServer.hangUp());
      var result = new ClientRun(folder).at(server).run("members", "set", "4", "--name", "desk");
      assertThat(result.code()).isEqualTo(6);
      assertThat(server.asked()).hasSize(1);
    }
  }
}
