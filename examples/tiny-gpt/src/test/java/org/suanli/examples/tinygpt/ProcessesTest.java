package org.suanli.examples.tinygpt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Runs that are killed, as real processes, end with the weights of runs that are not.
@Timeout(60)
class ProcessesTest {
  private static final int KILLED = 128 + 9;
  private static final int STEPS = 400;

  @TempDir private Path folder;

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
    int port = SmallRun.freePort();
    // Rank 0 starts last: the other has to wait for it.
    Process tip = run.rank(1, 2, port).asProcess(folder.resolve("errors-1"));
    Process center = run.rank(0, 2, port).asProcess(folder.resolve("errors-0"));
    try (BufferedReader out = center.inputReader()) {
      awaitLine(out, "{\"checkpoint\":\"step-000010\"");
      tip.destroyForcibly();
      assertThat(tip.waitFor()).isEqualTo(KILLED);
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
    int port = SmallRun.freePort();
    Process center = run.rank(0, 2, port).asProcess(folder.resolve("errors-0"));
    Process tip = run.rank(1, 2, port).asProcess(folder.resolve("errors-1"));
    try (BufferedReader out = center.inputReader()) {
      awaitLine(out, "{\"step\":3,");
      tip.destroy();
      String stopped = awaitLine(out, "{\"stopped\":");
      assertThat(center.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(tip.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(List.of(center.exitValue(), tip.exitValue())).containsExactly(143, 143);
      String step = stopped.replaceAll(".*\"step\":(\\d+).*", "$1");
      Path checkpoint = run.checkpoints().resolve("step-%06d".formatted(Integer.parseInt(step)));
      assertThat(checkpoint.resolve("manifest.json")).exists();
    } finally {
      center.destroyForcibly();
      tip.destroyForcibly();
    }
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
