package org.suanli.examples.tinygpt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Runs that are killed, as real processes, end with the weights of runs that are not.
@Timeout(60)
class ProcessesTest {
  private static final int KILLED = 128 + 9;
  private static final int STEPS = 400;

  @TempDir private Path folder;
  private Optional<Process> tip = Optional.empty();

  private SmallRun aRun(String name) {
    return SmallRun.aRun(folder.resolve(name)).with("--steps", Integer.toString(STEPS));
  }

  @Test
  void aKilledRunResumesToTheSameBits() throws Exception {
    var whole = aRun("whole");
    assertThat(whole.inThisJvm().code()).isZero();

    var run = aRun("killed").withCheckpoints(5);
    Process process = run.asProcess(folder.resolve("errors"));
    try (BufferedReader out = process.inputReader()) {
      awaitLine(out, "{\"checkpoint\":\"step-000010\"");
      process.destroyForcibly();
      assertThat(process.waitFor()).isEqualTo(KILLED);
    }
    var end = run.inThisJvm();
    assertThat(end.code()).as(end.err()).isZero();
    assertThat(end.out()).contains("\"resumed\":");
    assertThat(run.weights()).isEqualTo(whole.weights());
  }

  @Test
  void ofTwoRanksAKilledOneEndsTheOtherAndBothResumeToTheSameBits() throws Exception {
    var whole = aRun("whole");
    List<SmallRun.End> ends = pair(whole);
    assertThat(ends).allSatisfy(end -> assertThat(end.code()).as(end.err()).isZero());

    var run = aRun("killed").withCheckpoints(5);
    Process center = startPair(run);
    try (BufferedReader out = center.inputReader()) {
      awaitLine(out, "{\"checkpoint\":\"step-000010\"");
      tip.orElseThrow().destroyForcibly();
      assertThat(tip.orElseThrow().waitFor()).isEqualTo(KILLED);
      assertThat(center.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(center.exitValue()).isEqualTo(1);
      assertThat(Files.readString(folder.resolve("errors-0"))).contains("Rank 1 (", "is lost: ");
    } finally {
      center.destroyForcibly();
    }
    List<SmallRun.End> resumed = pair(run);
    assertThat(resumed).allSatisfy(end -> assertThat(end.code()).as(end.err()).isZero());
    assertThat(resumed.getFirst().out()).contains("\"resumed\":");
    assertThat(run.weights()).isEqualTo(whole.weights());
  }

  @Test
  void aTermSignalToOneOfTwoRanksStopsBothAtTheSameStep() throws Exception {
    var run = aRun("stopped").withCheckpoints(100_000);
    Process center = startPair(run);
    try (BufferedReader out = center.inputReader()) {
      awaitLine(out, "{\"step\":3,");
      tip.orElseThrow().destroy();
      String stopped = awaitLine(out, "{\"stopped\":");
      assertThat(center.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(tip.orElseThrow().waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(List.of(center.exitValue(), tip.orElseThrow().exitValue()))
          .containsExactly(143, 143);
      String step = stopped.replaceAll(".*\"step\":(\\d+).*", "$1");
      Path checkpoint = run.checkpoints().resolve("step-%06d".formatted(Integer.parseInt(step)));
      assertThat(checkpoint.resolve("manifest.json")).exists();
    } finally {
      center.destroyForcibly();
    }
  }

  @Test
  void aKilledRankZeroEndsTheOthers() throws Exception {
    Process center = startPair(aRun("killed"));
    try (BufferedReader out = center.inputReader()) {
      awaitLine(out, "{\"step\":3,");
      center.destroyForcibly();
      assertTipEndsWith("Rank 0 (127.0.0.1:");
    }
  }

  @Test
  void aRankThatHangsIsGivenUpAfterThePeerTimeout() throws Exception {
    Process center = startPair(aRun("hanging").with("--peer-timeout", "8"));
    try (BufferedReader out = center.inputReader()) {
      awaitLine(out, "{\"step\":3,");
      var stop = new ProcessBuilder("kill", "-STOP", Long.toString(center.pid())).start();
      assertThat(stop.waitFor()).isZero();
      assertTipEndsWith("is lost: no answer in 8 s");
    } finally {
      center.destroyForcibly();
    }
  }

  /// Starts two ranks, rank 0 last, so that the other has to wait for it, and returns rank 0. The
  /// other is ended after the test at the latest.
  private Process startPair(SmallRun run) throws IOException {
    int port = SmallRun.freePort();
    tip = Optional.of(run.rank(1, 2, port).asProcess(folder.resolve("errors-1")));
    return run.rank(0, 2, port).asProcess(folder.resolve("errors-0"));
  }

  private void assertTipEndsWith(String wantMessage) throws Exception {
    Process process = tip.orElseThrow();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(Files.readString(folder.resolve("errors-1"))).contains(wantMessage);
  }

  @AfterEach
  void endTheTip() {
    tip.ifPresent(Process::destroyForcibly);
  }

  /// Both ranks in this JVM, each as if alone in its process; rank 0's end first.
  private static List<SmallRun.End> pair(SmallRun run) throws Exception {
    int port = SmallRun.freePort();
    var center = run.rank(0, 2, port).inBackground();
    var tip = run.rank(1, 2, port).inBackground();
    return List.of(center.get(40, TimeUnit.SECONDS), tip.get(40, TimeUnit.SECONDS));
  }

  private static String awaitLine(BufferedReader out, String start) throws IOException {
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(start)) {
        return line;
      }
    }
    throw new AssertionError("The output must have a line that starts with " + start);
  }
}
