package org.suanli.executor.local;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.suanli.core.engine.Event.TaskEnding;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.JobId;
import org.suanli.executor.CommandLine;
import org.suanli.executor.Report;

@Timeout(60)
final class LocalExecutorTest {
  private Bench bench;
  private LocalExecutor executor;

  @BeforeEach
  void open() throws Exception {
    bench = Bench.trusted();
    executor = bench.executor();
  }

  @AfterEach
  void close() throws Exception {
    bench.close();
  }

  @Test
  void aTaskIsReportedStartedAndThenEndedWithItsCodeAndTime() throws Exception {
    var before = Instant.now();
    var attempt = bench.order("sleep 0.2; exit 3").launchOn(executor);
    var ended = bench.awaitEnd(attempt, 0);
    assertThat(ended.ending()).isInstanceOf(TaskEnding.Exited.class);
    assertThat(((TaskEnding.Exited) ended.ending()).code()).isEqualTo(3);
    assertThat(ended.ending().at()).isBetween(before, Instant.now());
    assertThat(ended.elapsed().orElseThrow().toMillis()).isBetween(180L, 10_000L);
    assertThat(bench.reports()).containsExactly(new Report.Started(attempt), ended);
  }

  @Test
  void aTaskThatASignalEndsIsReportedWithTheSignal() throws Exception {
    assertThat(bench.awaitExit(bench.order("kill -9 $$").launchOn(executor))).isEqualTo(137);
    assertThat(bench.awaitExit(bench.order("kill -11 $$").launchOn(executor))).isEqualTo(139);
  }

  @Test
  void aCommandThatDoesNotExistEndsWith127AndSaysSo() throws Exception {
    var attempt = bench.order("exec no-such-program-anywhere").launchOn(executor);
    assertThat(bench.awaitExit(attempt)).isEqualTo(127);
    assertThat(Bench.log(executor, attempt, 0)).contains("no-such-program-anywhere");
  }

  @Test
  void aTaskThatTrapsSigtermEndsInItsOwnWayWithinTheGrace() throws Exception {
    var attempt =
        bench
            .order("trap 'echo saved; exit 7' TERM; echo ready; while :; do sleep 0.01; done")
            .launchOn(executor);
    bench.awaitLog(executor, attempt, "ready");
    executor.stop(attempt, Duration.ofSeconds(30));
    assertThat(bench.awaitExit(attempt)).isEqualTo(7);
    assertThat(Bench.log(executor, attempt, 0)).contains("saved");
  }

  @Test
  void aTaskThatDoesNotTrapSigtermEndsWith143() throws Exception {
    var attempt = bench.order("exec sleep 100").launchOn(executor);
    bench.awaitStart(attempt);
    executor.stop(attempt, Duration.ofSeconds(30));
    assertThat(bench.awaitExit(attempt)).isEqualTo(143);
  }

  @Test
  void aTaskThatIgnoresSigtermIsKilledAfterTheGraceWithItsChildren() throws Exception {
    var attempt =
        bench
            .order("trap '' TERM; sleep 1000 & echo child=$!; while :; do sleep 0.05; done")
            .launchOn(executor);
    String log = bench.awaitLog(executor, attempt, "child=");
    long child = Long.parseLong(log.lines().findFirst().orElseThrow().substring(6));
    executor.stop(attempt, Duration.ofMillis(300));
    var ended = bench.awaitEnd(attempt, 0);
    assertThat(((TaskEnding.Exited) ended.ending()).code()).isEqualTo(137);
    assertThat(Bench.isRunning(child)).isFalse();
  }

  @Test
  void whatATaskLeavesBehindEndsWithIt() throws Exception {
    var attempt = bench.order("sleep 1000 > /dev/null 2>&1 & echo child=$!").launchOn(executor);
    assertThat(bench.awaitExit(attempt)).isZero();
    String log = Bench.log(executor, attempt, 0);
    long child = Long.parseLong(log.lines().findFirst().orElseThrow().substring(6));
    assertThat(Bench.isRunning(child)).isFalse();
  }

  @Test
  void aTaskThatIsStoppedBeforeItBeginsNeverBegins() throws Exception {
    var order = bench.order("echo ran");
    executor.launch(order.build());
    executor.stop(order.attempt(), Duration.ZERO);
    assertThat(bench.awaitExit(order.attempt())).isIn(143, 137);
    assertThat(Bench.log(executor, order.attempt(), 0)).doesNotContain("ran");
  }

  @Test
  void stoppingOrForgettingAnUnknownAttemptIsHarmless() {
    var unknown = new AttemptId(new JobId(999_999), 1);
    executor.stop(unknown, Duration.ZERO);
    executor.kill(unknown);
    executor.forget(unknown);
    assertThat(executor.reconcile()).doesNotContain(unknown);
    assertThat(bench.reports()).isEmpty();
  }

  @Test
  void twoServersThatLaunchTheSameAttemptExecuteItOnce() throws Exception {
    var other = bench.executor();
    for (int round = 0; round < 10; round++) {
      Path count = bench.root.resolve("count-" + round);
      var order = bench.order("echo ran >> " + count).on(Bench.NODE_0, Bench.NODE_1);
      var racing = Thread.ofVirtual().start(() -> other.launch(order.build()));
      executor.launch(order.build());
      executor.launch(order.build());
      racing.join();
      bench.awaitEnd(order.attempt(), 0);
      bench.awaitEnd(order.attempt(), 1);
      executor.launch(order.build());
      executor.forget(order.attempt());
      executor.launch(order.build());
      other.launch(order.build());
      executor.reconcile();
      other.reconcile();
      assertThat(Files.readAllLines(count)).hasSize(2);
    }
  }

  @Test
  void anAttemptIsNotExecutedAgainAfterItWasForgotten() throws Exception {
    Path count = bench.root.resolve("count");
    var order = bench.order("echo ran >> " + count);
    bench.awaitExit(order.launchOn(executor));
    executor.forget(order.attempt());
    executor.launch(order.build());
    assertThat(executor.reconcile()).isEmpty();
    var later = bench.order("true").launchOn(executor);
    bench.awaitExit(later);
    assertThat(Files.readAllLines(count)).containsExactly("ran");
    Path work = bench.root.resolve("work").resolve(order.attempt().job() + "/1");
    while (Files.exists(work)) {
      Thread.sleep(5);
    }
  }

  @Test
  void anOrderOfAnEarlierEpochIsIgnored() throws Exception {
    bench.awaitExit(bench.order("true").epoch(5).launchOn(executor));
    var late = bench.order("true").epoch(4).launchOn(executor);
    assertThat(executor.reconcile()).doesNotContain(late);
    assertThat(bench.root.resolve("state/attempts/" + late)).doesNotExist();
  }

  @Test
  void aServerWhoseTermIsOverStartsNothingAndLearnsIt() throws Exception {
    var other = bench.executor();
    var running = bench.order("exec sleep 100").epoch(5).launchOn(executor);
    bench.awaitStart(running);
    assertThat(other.begin(6)).hasValueSatisfying(known -> assertThat(known).contains(running));
    assertThat(executor.begin(5)).isEmpty();
    var late = bench.order("true").epoch(5).launchOn(executor);
    assertThat(executor.reconcile()).doesNotContain(late);
    assertThat(bench.root.resolve("state/attempts/" + late)).doesNotExist();
    assertThat(executor.begin(7)).isPresent();
    assertThat(other.begin(6)).isEmpty();
  }

  /// The server was paused when all was ready, and wakes when another leads.
  @Test
  void aRunnerOfATermThatIsOverLeavesTheTaskToTheNext() throws Exception {
    Path count = bench.root.resolve("count");
    var drafted = bench.order("echo ran >> " + count).epoch(5);
    var order = drafted.build();
    var machine = bench.machine();
    var launcher = new Launcher(machine);
    launcher.publish(order);
    executor.begin(6);
    var key = new TaskKey(order.attempt(), 0);
    assertThat(launcher.spawn(order, key).get(20, SECONDS)).isEqualTo(77);
    assertThat(machine.spool().isClaimed(key)).isFalse();
    assertThat(count).doesNotExist();
    assertThat(launcher.spawn(drafted.epoch(6).build(), key).get(20, SECONDS)).isZero();
    assertThat(bench.awaitExit(order.attempt())).isZero();
    assertThat(Files.readAllLines(count)).containsExactly("ran");
  }

  @Test
  void aLogIsHeldToItsSizeAndTheTaskGoesOn() throws Exception {
    var attempt =
        bench.order("head -c 3000000 /dev/zero; exit 4").logMax(100 * 1_024).launchOn(executor);
    assertThat(bench.awaitExit(attempt)).isEqualTo(4);
    var part = executor.logs().read(attempt, 0, 0, 1 << 20);
    assertThat(part.size()).isBetween(100L * 1_024, 101L * 1_024);
    assertThat(Bench.log(executor, attempt, 0))
        .endsWith("[suanli] The log ends here: it is full.\n");
  }

  @Test
  void aLogIsReadInParts() throws Exception {
    var attempt = bench.order("echo one; echo two >&2").launchOn(executor);
    bench.awaitExit(attempt);
    var first = executor.logs().read(attempt, 0, 0, 4);
    var second = executor.logs().read(attempt, 0, first.end(), 100);
    assertThat(first.end()).isEqualTo(4);
    assertThat(second.bytes().remaining()).isEqualTo(4);
    assertThat(executor.logs().read(attempt, 0, second.end(), 100).bytes().hasRemaining())
        .isFalse();
  }

  @Test
  void theCodeArchiveIsUnpackedIntoTheWorkingDirectory() throws Exception {
    Path code = Files.createDirectories(bench.root.resolve("code"));
    Files.writeString(code.resolve("train.sh"), "echo trained in $(pwd)");
    Path archive = bench.root.resolve("code.tar.gz");
    var tar =
        new ProcessBuilder("tar", "-czf", archive.toString(), "-C", code.toString(), ".").start();
    assertThat(tar.waitFor(10, TimeUnit.SECONDS)).isTrue();
    var attempt = bench.order("sh train.sh").archive(archive).launchOn(executor);
    assertThat(bench.awaitExit(attempt)).isZero();
    assertThat(Bench.log(executor, attempt, 0)).contains("trained in", "/1/0\n");
  }

  @Test
  void aDamagedCodeArchiveFailsTheTaskAndAMissingOneIsTheFaultOfThePlatform() throws Exception {
    Path archive = Files.writeString(bench.root.resolve("code.tar.gz"), "no archive");
    var damaged = bench.order("true").archive(archive).launchOn(executor);
    assertThat(bench.awaitExit(damaged)).isEqualTo(125);
    assertThat(Bench.log(executor, damaged, 0)).contains("could not be unpacked");
    var missing = bench.order("true").archive(bench.root.resolve("none")).launchOn(executor);
    assertThat(bench.awaitEnd(missing, 0).ending()).isInstanceOf(TaskEnding.Lost.class);
  }

  @Test
  void aChangeOfTheCheckpointMarkIsReported() throws Exception {
    var attempt =
        bench
            .order("touch \"$SUANLI_CHECKPOINT_MARK\"; exec sleep 100")
            .savesCheckpoints()
            .launchOn(executor);
    bench.await(new Report.CheckpointSaved(attempt)::equals);
    bench.clear();
    executor.reconcile();
    assertThat(bench.reports()).containsExactly(new Report.Started(attempt));
    executor.kill(attempt);
    assertThat(bench.awaitExit(attempt)).isEqualTo(137);
  }

  @Test
  void hostileNamesAndValuesReachTheTaskUnharmed() throws Exception {
    String value = "a'b\"c $(exit 1) `x` \\ \n\t一聁算力 *?[ ; & | > < # ~ é";
    var attempt =
        bench
            .order("printf '%s' \"$HOSTILE\"; printf '|%s|%s' \"$(printenv UID)\" \"$IFS\"")
            .with("HOSTILE", value)
            .with("OPTIND", "3")
            .with("UID", "77")
            .with("IFS", "abc")
            .with("SHELLOPTS", "xtrace")
            .with("PATH", "/usr/bin:/bin")
            .launchOn(executor);
    bench.awaitExit(attempt);
    assertThat(Bench.log(executor, attempt, 0)).contains(value + "|77| \t\n");
  }

  @Test
  void whatAShellKeepsForItselfReachesAProgramAsItIs() throws Exception {
    var own =
        new TreeMap<>(Map.of("BASH_XTRACEFD", "1", "LC_ALL", "none", "RANDOM", "7", "SHLVL", "8"));
    var order = bench.order(new CommandLine.Arguments(List.of("env")));
    own.forEach(order::with);
    var attempt = order.launchOn(executor);
    assertThat(bench.awaitExit(attempt)).isZero();
    var lines = Bench.log(executor, attempt, 0).lines().toList();
    assertThat(lines).contains("BASH_XTRACEFD=1", "LC_ALL=none", "RANDOM=7", "SHLVL=8");
    assertThat(lines).noneMatch(line -> line.contains("warning"));
  }

  @Test
  void everyFirstByteReachesTheLogAndATaskThatSaysNothingHasAnEmptyOne() throws Exception {
    var zero = bench.order("printf '\\0a\\n'; sleep 0.1; printf '\\377'").launchOn(executor);
    bench.awaitExit(zero);
    assertThat(executor.logs().read(zero, 0, 0, 100).bytes())
        .isEqualTo(ByteBuffer.wrap(new byte[] {0, 'a', '\n', (byte) 255}));
    var silent = bench.order("true").launchOn(executor);
    bench.awaitExit(silent);
    assertThat(executor.logs().read(silent, 0, 0, 100).size()).isZero();
  }

  @Test
  void outputsAreListedAndReadAndLeadNowhereElse() throws Exception {
    var attempt =
        bench
            .order(
                "cd $SUANLI_OUTPUT && mkdir -p a && echo model > a/b && ln -s /etc etc"
                    + " && ln -s /etc/passwd users && mkfifo pipe")
            .launchOn(executor);
    assertThat(bench.awaitExit(attempt)).isZero();
    var outputs = executor.outputs();
    var job = attempt.job();
    assertThat(outputs.list(job, ""))
        .extracting(Outputs.Entry::name)
        .containsExactly("a", "etc", "pipe", "users");
    assertThat(outputs.read(job, "a/b", 0, 100).remaining()).isEqualTo(6);
    for (var path :
        List.of("users", "etc/passwd", "../1", "a/../../x", "/etc/passwd", "pipe", "none", "a")) {
      assertThatThrownBy(() -> outputs.read(job, path, 0, 100))
          .as(path)
          .isInstanceOf(org.suanli.executor.ExecutorFailure.class);
    }
    assertThatThrownBy(() -> outputs.list(job, "etc"))
        .isInstanceOf(org.suanli.executor.ExecutorFailure.class);
    executor.forget(attempt);
    assertThat(outputs.list(job, "a")).hasSize(1);
  }

  @Test
  void aDamagedRecordIsPutAsideAndTheTaskIsLost() throws Exception {
    var attempt = bench.order("exec sleep 100").launchOn(executor);
    bench.awaitStart(attempt);
    Files.writeString(
        bench.root.resolve("state/ended/" + attempt + ".0"), "exited nonsense\nend\n");
    var ended = bench.awaitEnd(attempt, 0);
    assertThat(ended.ending()).isInstanceOf(TaskEnding.Lost.class);
    assertThat(((TaskEnding.Lost) ended.ending()).evidence()).contains("damaged");
    try (var kept = Files.list(bench.root.resolve("state/damaged"))) {
      assertThat(kept).hasSize(1);
    }
  }

  @Test
  void aRunnerThatVanishesIsEvidenceAgainstThePlatform() throws Exception {
    var attempt = bench.order("exec sleep 100").launchOn(executor);
    bench.awaitStart(attempt);
    String claim = Files.readString(bench.root.resolve("state/claims/" + attempt + ".0"));
    ProcessHandle.of(Long.parseLong(claim.split(" ", -1)[3])).orElseThrow().destroyForcibly();
    var ended = bench.awaitEnd(attempt, 0);
    assertThat(ended.ending()).isInstanceOf(TaskEnding.Lost.class);
    assertThat(ended.elapsed()).isEqualTo(Optional.empty());
  }

  @Test
  void missingDirectoriesAreMadeAgain() throws Exception {
    bench.awaitExit(bench.order("true").launchOn(executor));
    DirectoryRemoval.remove(bench.root.resolve("state/ended"));
    DirectoryRemoval.remove(bench.root.resolve("state/temporary"));
    DirectoryRemoval.remove(bench.root.resolve("work"));
    executor.reconcile();
    assertThat(bench.awaitExit(bench.order("exit 5").launchOn(executor))).isEqualTo(5);
  }

  @Test
  void aListenerThatRefusesHearsAgain() throws Exception {
    var attempt = bench.order("exit 6").launchOn(executor);
    bench.awaitExit(attempt);
    bench.clear();
    assertThat(executor.reconcile()).containsExactly(attempt);
    assertThat(bench.awaitExit(attempt)).isEqualTo(6);
  }
}
