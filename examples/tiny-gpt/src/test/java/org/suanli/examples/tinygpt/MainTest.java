package org.suanli.examples.tinygpt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {
  @TempDir private Path folder;

  @Test
  void theSameSeedGivesTheSameBytes() throws IOException {
    var run = SmallRun.aRun(folder);
    var first = run.inThisJvm();
    byte[] want = run.weights();
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(run.inThisJvm().code()).isZero();
    assertThat(run.weights()).isEqualTo(want);
    assertThat(run.with("--seed", "2").inThisJvm().code()).isZero();
    assertThat(run.weights()).isNotEqualTo(want);
  }

  @Test
  void theNumberOfThreadsDoesNotChangeTheBytes() throws IOException {
    var run = SmallRun.aRun(folder);
    assertThat(run.inThisJvm().code()).isZero();
    byte[] want = run.weights();
    assertThat(run.with("--threads", "3").inThisJvm().code()).isZero();
    assertThat(run.weights()).isEqualTo(want);
  }

  @Test
  void trainingBeatsTheBigramOfTheSameTokens() {
    var end =
        SmallRun.aRun(folder)
            .with("--steps", "300")
            .with("--width", "32")
            .with("--layers", "2")
            .with("--context", "32")
            .with("--batch", "8")
            .with("--learning-rate", "0.01")
            .inThisJvm();
    assertThat(end.code()).as(end.err()).isZero();
    String last = end.out().lines().toList().getLast();
    assertThat(number(last, "heldOutLoss")).isLessThan(0.8 * number(last, "bigramLoss"));
  }

  @Test
  void everyStepIsALineAndTheLastTellsTheResult() throws IOException {
    var run = SmallRun.aRun(folder).with("--steps", "6").with("--evaluation-interval", "3");
    List<String> lines = run.inThisJvm().out().lines().toList();
    assertThat(lines).hasSize(9);
    assertThat(lines.getFirst()).startsWith("{\"began\":").contains("\"ranks\":1");
    for (int step = 1; step <= 6; step++) {
      String line = lines.get(step);
      assertThat(line).startsWith("{\"step\":" + step + ",\"loss\":");
      assertThat(number(line, "tokensPerSecond")).isPositive();
      assertThat(line.contains("heldOutLoss")).isEqualTo(step % 3 == 0);
    }
    assertThat(lines.get(7)).startsWith("{\"sample\":\"");
    assertThat(lines.get(8)).contains("\"weightsSha256\":\"" + Sha256.hex(run.weights()) + "\"");
    assertThat(folder.resolve("output/sample.txt")).exists();
  }

  @Test
  void aStopSavesACheckpointAndTheResumedRunEndsTheSame() throws IOException {
    var run = SmallRun.aRun(folder);
    assertThat(run.inThisJvm().code()).isZero();
    byte[] want = run.weights();
    Files.delete(folder.resolve("output/weights.f32"));

    Path mark = folder.resolve("mark");
    run.withCheckpoints(1000).withEnvironment("SUANLI_CHECKPOINT_MARK", mark.toString());
    var stop = new StopSignal();
    stop.request();
    var stopped = run.inThisJvm(stop);
    assertThat(stopped.code()).isEqualTo(143);
    assertThat(stopped.out()).contains("{\"checkpoint\":\"step-000001\",\"step\":1}");
    assertThat(mark).hasContent("1");

    var resumed = run.inThisJvm();
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(resumed.out()).contains("{\"resumed\":\"step-000001\",\"step\":1}");
    assertThat(run.weights()).isEqualTo(want);
    assertThat(mark).hasContent("40");
  }

  @Test
  void aFinishedRunThatIsStartedAgainTellsItsResultAgain() {
    var run = SmallRun.aRun(folder).withCheckpoints(20);
    String want = run.inThisJvm().out().lines().toList().getLast();
    var again = run.inThisJvm();
    assertThat(again.out().lines().toList().getLast()).isEqualTo(want);
    assertThat(again.out()).doesNotContain("tokensPerSecond");
  }

  @Test
  void aRunCanBeContinuedForMoreStepsButNotByAnotherModel() {
    var run = SmallRun.aRun(folder).withCheckpoints(20);
    assertThat(run.inThisJvm().code()).isZero();
    assertThat(run.with("--steps", "45").inThisJvm().out()).contains("{\"step\":45,");
    var other = run.with("--width", "32").inThisJvm();
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.err()).contains("width=16", "must be of this run", "width=32");
  }

  @Test
  void aRunCanBeContinuedByMoreRanks() throws Exception {
    var run = SmallRun.aRun(folder).withCheckpoints(20).with("--steps", "20");
    assertThat(run.inThisJvm().code()).isZero();
    run.with("--steps", "30");
    int port = SmallRun.freePort();
    var center = run.rank(0, 2, port).inBackground();
    var tip = run.rank(1, 2, port).inThisJvm();
    assertThat(tip.code()).as(tip.err()).isZero();
    var end = center.get(20, TimeUnit.SECONDS);
    assertThat(end.out()).contains("{\"resumed\":\"step-000020\"", "{\"step\":30,");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--width | 20 | --width (20) must be a multiple of 8 * heads (16).",
        "--width | 0 | --width (0) must be a whole number from 8 to 2048.",
        "--context | 12 | --context (12) must be a multiple of 8.",
        "--steps | many | --steps (many) must be a whole number from 1 to 999999.",
        "--batch | -1 | --batch (-1) must be a whole number from 1 to 1024.",
        "--learning-rate | NaN | --learning-rate (NaN) must be a number from 0.000001 to 1.",
        "--seed | 1.5 | --seed (1.5) must be a whole number",
        "--stepz | 5 | The argument (--stepz) must be an option; --help lists them.",
        "--text | /nowhere/at/all | --text (/nowhere/at/all) must be a folder of text files.",
      })
  void aBadOptionIsNamedWithItsValue(String name, String value, String want) {
    var end = SmallRun.aRun(folder).with(name, value).inThisJvm();
    assertThat(end.code()).isEqualTo(2);
    assertThat(end.err()).contains(want);
    assertThat(end.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0 | The text to train on (0 bytes) must have at least 33 bytes.",
        "1 | 40 | The held-out text (12 bytes) must have more than 16 bytes.",
      })
  void tooLittleTextIsRefused(int files, int words, String want) {
    SmallRun.writeText(folder.resolve("little"), files, words);
    var end = SmallRun.aRun(folder).with("--text", folder.resolve("little").toString()).inThisJvm();
    assertThat(end.code()).isEqualTo(2);
    assertThat(end.err()).contains(want);
  }

  @Test
  void everyBadOptionIsReported() {
    var end = SmallRun.aRun(folder).with("--steps", "0").with("--heads", "x").inThisJvm();
    assertThat(end.err()).contains("--steps (0)", "--heads (x)");
  }

  @ParameterizedTest
  @CsvSource({
    "WORLD_SIZE, none, WORLD_SIZE (none) must be a whole number from 1",
    "RANK, 2, RANK (2) must be less than WORLD_SIZE (2).",
    "MASTER_ADDR, '', MASTER_ADDR () must be the address of rank 0.",
    "MASTER_PORT, 0, MASTER_PORT (0) must be a whole number from 1 to 65535.",
  })
  void aBadEnvironmentIsNamedWithItsValue(String name, String value, String want) {
    var end = SmallRun.aRun(folder).rank(1, 2, 29_500).withEnvironment(name, value).inThisJvm();
    assertThat(end.code()).isEqualTo(2);
    assertThat(end.err()).contains(want);
  }

  @Test
  void ranksThatDoNotAgreeEndWithBothSides() throws Exception {
    int port = SmallRun.freePort();
    var other = SmallRun.aRun(folder).with("--seed", "9").rank(1, 2, port);
    var tip = other.inBackground();
    var center = SmallRun.aRun(folder).rank(0, 2, port).inThisJvm();
    assertThat(center.code()).isEqualTo(2);
    assertThat(center.err()).contains("Rank 1 (2 ranks", "seed=9", "seed=1");
    assertThat(tip.get(20, TimeUnit.SECONDS).err()).isEqualTo(center.err());
  }

  @Test
  void aStrangerAtThePortIsSentAwayAndTheRunGoesOn() throws Exception {
    int port = SmallRun.freePort();
    var run = SmallRun.aRun(folder).rank(0, 2, port);
    var center = run.inBackground();
    try (var stranger = connect(port)) {
      stranger
          .getOutputStream()
          .write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      // The answer to a stranger is the end of the connection, in whatever form.
      stranger.setSoTimeout(20_000);
      readToEnd(stranger);
      var tip = SmallRun.aRun(folder).rank(1, 2, port).inThisJvm();
      assertThat(tip.code()).as(tip.err()).isZero();
    }
    var end = center.get(20, TimeUnit.SECONDS);
    assertThat(end.code()).as(end.err()).isZero();
    assertThat(end.err()).contains("is not a rank of this program");
  }

  private static void readToEnd(java.net.Socket socket) throws IOException {
    try {
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    } catch (java.net.SocketTimeoutException e) {
      throw e;
    } catch (java.net.SocketException e) {
      assertThat(e).hasMessageContaining("reset");
    }
  }

  /// Calls until rank 0 listens, at most 20 s.
  private static java.net.Socket connect(int port) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (true) {
      try {
        return new java.net.Socket(InetAddress.getLoopbackAddress(), port);
      } catch (java.net.ConnectException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void aMissingRankEndsTheWaitInTime() throws IOException {
    var run = SmallRun.aRun(folder).with("--connect-timeout", "1");
    var tip = run.rank(1, 2, SmallRun.freePort()).inThisJvm();
    assertThat(tip.code()).isEqualTo(1);
    assertThat(tip.err()).contains("Rank 0 at 127.0.0.1:", "must answer within 1 s");
    var center = run.rank(0, 2, SmallRun.freePort()).inThisJvm();
    assertThat(center.code()).isEqualTo(1);
    assertThat(center.err()).contains("Ranks 1 to 1 must call within 1 s; only [] did.");
  }

  private static double number(String line, String name) {
    var matcher = java.util.regex.Pattern.compile("\"" + name + "\":([-0-9.E]+)").matcher(line);
    assertThat(matcher.find()).as(line).isTrue();
    return Double.parseDouble(matcher.group(1));
  }
}
