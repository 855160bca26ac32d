package org.suanli.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.suanli.api.Jobs;
import org.suanli.api.Members;
import org.suanli.api.Page;
import org.suanli.api.Paths;

/// What is said of jobs as they go on and end, and of what is not there.
@Timeout(60)
class JobStoriesTest {
  private static final String JOB = "GET /api/v1/jobs/job-7";

  @TempDir private Path folder;

  private static CannedServer.Answer job(Jobs.Job job) {
    return CannedServer.ok(SampleJobs.detail(job));
  }

  @Test
  void aJobThatFailedIsExplainedByItsTasksAndItsLog() {
    var failed = SampleJobs.ended(Jobs.State.FAILED);
    try (var server = new CannedServer()) {
      server
          .on(
              JOB + "/explanation",
              new Jobs.Explanation("job-7", Jobs.State.FAILED, null, null, null, List.of()))
          .on(JOB, job(failed));
      var result = new ClientRun(folder).at(server).run("explain", "7");
      assertThat(result.code()).isZero();
      assertThat(result.out())
          .contains("Outcome", "task failed", "Tasks of job-7.2", "suanli logs job-7");
    }
  }

  @Test
  void waitingForJobsEndsWithTheWorstOfThem() {
    try (var server = new CannedServer()) {
      server
          .inTurn(JOB, job(SampleJobs.running()), job(SampleJobs.ended(Jobs.State.SUCCEEDED)))
          .on("GET /api/v1/jobs/job-8", job(SampleJobs.ended(Jobs.State.FAILED)));
      var run = new ClientRun(folder).at(server);
      var result = run.run("wait", "7", "job-8");
      assertThat(result.code()).isEqualTo(7);
      assertThat(result.err()).contains("job-7 succeeded.\n", "failed: task failed.");
      assertThat(run.pauses()).hasSize(1);
    }
  }

  @Test
  void watchingListsAnewUntilNoJobWaitsOrRuns() {
    try (var server = new CannedServer()) {
      server.inTurn(
          "GET " + Paths.JOBS,
          CannedServer.ok(new Page<>(List.of(SampleJobs.running()), null)),
          CannedServer.ok(new Page<>(List.of(SampleJobs.running()), null)),
          CannedServer.ok(new Page<>(List.of(SampleJobs.ended(Jobs.State.FAILED)), null)));
      var run = new ClientRun(folder).at(server).onTerminal(120);
      var result = run.run("jobs", "--all", "--watch");
      assertThat(result.code()).isZero();
      assertThat(result.out().split("\u001b\\[H\u001b\\[2J", -1)).hasSize(4);
      assertThat(result.out()).contains("FAILED");
      assertThat(run.pauses()).containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(2));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jobs",
        "organizations",
        "programmes",
        "allocations",
        "prices",
        "ratings",
        "tokens"
      })
  void anEmptyListSaysWhatToDo(String noun) {
    try (var server = new CannedServer()) {
      server.on("GET /api/v1/" + noun, new Page<>(List.of(), null));
      var result = new ClientRun(folder).at(server).run(noun);
      assertThat(result.code()).isZero();
      assertThat(result.out()).isEmpty();
      assertThat(result.err()).contains("\nMaybe suanli " + noun);
    }
  }

  @Test
  void aRobotIsToldHowItSignsIn() {
    var robot = new Members.Member("member-9", Members.Role.MEMBER, "ocean", "nightly", null, true);
    try (var server = new CannedServer()) {
      server.on("POST " + Paths.MEMBERS, new Members.CreatedMember(robot, null));
      var run = new ClientRun(folder).at(server);
      assertThat(run.run("members", "add", "--name", "nightly").out())
          .contains("suanli tokens create NAME --member member-9");
      var nameless = run.run("members", "add");
      assertThat(nameless.code()).isEqualTo(2);
      assertThat(nameless.err()).contains("--name NAME");
    }
  }
}
