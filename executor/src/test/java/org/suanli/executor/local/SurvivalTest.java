package org.suanli.executor.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.suanli.core.engine.Event.TaskEnding;
import org.suanli.executor.Report;

/// Tasks outlive the server that launched them.
@Timeout(60)
final class SurvivalTest {
  private Bench bench;

  @BeforeEach
  void open() throws Exception {
    bench = new Bench(new TaskUser.Server(), Bench.isRoot());
  }

  @AfterEach
  void close() throws Exception {
    bench.close();
  }

  /// Runs another server until all its tasks began, then kills it.
  private void launchAndKillServer(String... commands) throws Exception {
    var words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                OtherServer.class.getName(),
                bench.root.toString()));
    words.addAll(List.of(commands));
    var server = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (var reader = server.inputReader()) {
      awaitStarts(reader, commands.length);
    } finally {
      server.destroyForcibly();
      assertThat(server.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static void awaitStarts(BufferedReader reader, int count) throws IOException {
    int started = 0;
    while (started < count) {
      String line = reader.readLine();
      assertThat(line).as("the other server's report").isNotNull();
      started += line.equals("Started") ? 1 : 0;
    }
  }

  @Test
  void aRunnerWhoseSpoolIsGoneForGoodEndsWithItsTask() throws Exception {
    Path go = bench.root.resolve("go");
    launchAndKillServer("while [ ! -e %s ]; do sleep 0.01; done".formatted(go));
    Path state = bench.root.resolve("state");
    // The claim names the process that supervises, and the runner.
    var words =
        Files.readString(state.resolve("claims/" + OtherServer.attempt(1) + ".0")).split(" ");
    var runners = List.of(Long.parseLong(words[3]), Long.parseLong(words[5]));
    DirectoryRemoval.remove(state);
    Files.createFile(go);
    for (long runner : runners) {
      while (Bench.isRunning(runner)) {
        Thread.sleep(5);
      }
    }
  }

  @Test
  void theNextServerFindsWhatRunsAndWhatEndedMeanwhile() throws Exception {
    Path ended = bench.root.resolve("ended");
    launchAndKillServer(
        "sleep 0.5; echo survived; touch " + ended + "; exit 9", "echo still; exec sleep 100");
    while (!Files.exists(ended)) {
      Thread.sleep(5);
    }
    var executor = bench.executor();
    assertThat(bench.awaitExit(OtherServer.attempt(1))).isEqualTo(9);
    assertThat(Bench.log(executor, OtherServer.attempt(1), 0)).isEqualTo("survived\n");
    bench.await(new Report.Started(OtherServer.attempt(2))::equals);
    assertThat(executor.reconcile())
        .containsExactly(OtherServer.attempt(1), OtherServer.attempt(2));
    executor.stop(OtherServer.attempt(2), Duration.ofSeconds(30));
    assertThat(bench.awaitExit(OtherServer.attempt(2))).isEqualTo(143);
    executor.forget(OtherServer.attempt(1));
    executor.forget(OtherServer.attempt(2));
    assertThat(executor.reconcile()).isEmpty();
  }

  @Test
  void aStopThatTheServerDidNotLiveToCompleteIsCompletedByTheNext() throws Exception {
    launchAndKillServer("trap '' TERM; echo deaf; while :; do sleep 0.05; done");
    var first = bench.executor();
    bench.awaitLog(first, OtherServer.attempt(1), "deaf");
    first.stop(OtherServer.attempt(1), Duration.ofMillis(700));
    first.reconcile();
    bench.end(first);
    var second = bench.executor();
    assertThat(bench.awaitExit(OtherServer.attempt(1))).isEqualTo(137);
    second.forget(OtherServer.attempt(1));
  }

  @Test
  void whatRanBeforeTheMachineRestartedIsLost() throws Exception {
    launchAndKillServer("exec sleep 100");
    Path claim = bench.root.resolve("state/claims/" + OtherServer.attempt(1) + ".0");
    Path begun = bench.root.resolve("state/begun/" + OtherServer.attempt(1) + ".0");
    String[] words = Files.readString(claim).split(" ", -1);
    kill(words[3]);
    kill(words[5]);
    kill(Files.readString(begun).split(" ", -1)[1]);
    words[2] = "00000000-0000-0000-0000-000000000000";
    Files.writeString(claim, String.join(" ", words));
    var executor = bench.executor();
    executor.reconcile();
    var ending = bench.awaitEnd(OtherServer.attempt(1), 0).ending();
    assertThat(ending).isInstanceOf(TaskEnding.Lost.class);
    assertThat(((TaskEnding.Lost) ending).evidence()).isEqualTo("the machine restarted");
    executor.forget(OtherServer.attempt(1));
    assertThat(executor.reconcile()).isEmpty();
  }

  private static void kill(String pid) {
    ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
  }
}
