package org.suanli.executor.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.suanli.core.units.Bytes;
import org.suanli.core.units.Limit;
import org.suanli.core.units.MilliCpus;
import org.suanli.executor.Capabilities;
import org.suanli.executor.ExecutorFailure;
import org.suanli.executor.Report;
import org.suanli.executor.TaskLimits;

@Timeout(60)
final class IsolationTest {
  private static final int MIB = 1 << 20;

  private static Bench unprivileged() throws Exception {
    assumeTrue(Bench.isRoot(), "Skipped: only root can let tasks run as other users.");
    return new Bench(TaskUser.unprivileged(), true);
  }

  private static void assumeLimit(boolean isLimited, Capabilities capabilities) {
    assumeTrue(isLimited, "Skipped on this machine: " + capabilities.description());
  }

  @Test
  void theDescriptionSaysWhatIsEnforced() throws Exception {
    try (var bench = Bench.trusted()) {
      var capabilities = bench.executor().capabilities();
      assertThat(capabilities.runsImages()).isFalse();
      assertThat(capabilities.isTrusted()).isTrue();
      assertThat(capabilities.limitsMemory()).isFalse();
      assertThat(capabilities.description()).contains("Nothing holds tasks", "server's user");
    }
  }

  @Test
  void aTaskRunsWithoutPrivilegesAndCannotReachTheServersData() throws Exception {
    try (var bench = unprivileged()) {
      var executor = bench.executor();
      Path state = bench.root.resolve("state");
      var attempt =
          bench
              .order(
                  "id -u; id -G; grep -E '^(CapBnd|NoNewPrivs)' /proc/self/status; ls %s; cat %s/epoch; ls /proc/1/fd; echo done"
                      .formatted(state, state))
              .launchOn(executor);
      assertThat(bench.awaitExit(attempt)).isZero();
      String uid = Long.toString(61_184 + attempt.job().value() % 4_336);
      assertThat(Bench.log(executor, attempt, 0))
          .startsWith(uid + "\n" + uid + "\n")
          .contains("CapBnd:\t0000000000000000", "NoNewPrivs:\t1", "done")
          .contains("ls: cannot open directory '" + state)
          .contains("cat: " + state + "/epoch: Permission denied");
    }
  }

  @Test
  void oneJobCannotReachAnothersFilesOrProcesses() throws Exception {
    try (var bench = unprivileged()) {
      var executor = bench.executor();
      var first =
          bench.order("echo secret > $SUANLI_OUTPUT/a; echo $$; exec sleep 100").launchOn(executor);
      String pid = bench.awaitLog(executor, first, "\n").strip();
      Path output = bench.root.resolve("work/" + first.job() + "/output");
      var second =
          bench
              .order("cat %s/a; kill -9 %s; cat /proc/%s/environ; true".formatted(output, pid, pid))
              .launchOn(executor);
      assertThat(bench.awaitExit(second)).isZero();
      assertThat(Bench.log(executor, second, 0))
          .doesNotContain("secret")
          .contains("denied", "not permitted");
      assertThat(Bench.isRunning(Long.parseLong(pid))).isTrue();
    }
  }

  @Test
  void aWorkDirectoryThatTasksCannotReachIsRefused() throws Exception {
    try (var bench = unprivileged()) {
      Files.setPosixFilePermissions(bench.root, PosixFilePermissions.fromString("rwx------"));
      assertThatThrownBy(bench::executor)
          .isInstanceOf(ExecutorFailure.class)
          .hasMessageContaining("other users can pass through");
    }
  }

  @Test
  void theCodeArchiveIsUnpackedByTheTasksUser() throws Exception {
    try (var bench = unprivileged()) {
      Path code = Files.writeString(bench.root.resolve("train.sh"), "id -u; ls -ln train.sh");
      Path archive = bench.root.resolve("code.tar.gz");
      var tar =
          new ProcessBuilder(
                  "tar", "-czf", archive.toString(), "-C", bench.root.toString(), "train.sh")
              .start();
      assertThat(tar.waitFor()).isZero();
      Files.delete(code);
      Files.setPosixFilePermissions(archive, PosixFilePermissions.fromString("rw-------"));
      var executor = bench.executor();
      var attempt = bench.order("sh train.sh").archive(archive).launchOn(executor);
      assertThat(bench.awaitExit(attempt)).isZero();
      String uid = Long.toString(61_184 + attempt.job().value() % 4_336);
      assertThat(Bench.log(executor, attempt, 0))
          .startsWith(uid)
          .contains(" " + uid + " " + uid + " ");
    }
  }

  @Test
  void aTaskThatExceedsItsMemoryIsKilledAndTheLogSaysWhy() throws Exception {
    try (var bench = new Bench(new TaskUser.Server(), true)) {
      var executor = bench.executor();
      assumeLimit(executor.capabilities().limitsMemory(), executor.capabilities());
      var limits =
          new TaskLimits(Limit.unlimited(), Limit.atMost(new Bytes(32L * MIB)), Limit.unlimited());
      var attempt =
          bench
              .order("head -c 200000000 /dev/zero | tail -c 150000000 > /dev/null")
              .limits(limits)
              .launchOn(executor);
      assertThat(bench.awaitExit(attempt)).isEqualTo(137);
      assertThat(Bench.log(executor, attempt, 0)).contains("reached its memory limit");
    }
  }

  @Test
  void aTaskCannotHaveMoreProcessesThanItMay() throws Exception {
    try (var bench = new Bench(new TaskUser.Server(), true)) {
      var executor = bench.executor();
      assumeLimit(executor.capabilities().limitsProcesses(), executor.capabilities());
      var limits = new TaskLimits(Limit.unlimited(), Limit.unlimited(), Limit.atMost(4));
      var attempt =
          bench
              .order("for i in 1 2 3 4 5 6 7 8; do sleep 100 & done; wait")
              .limits(limits)
              .launchOn(executor);
      assertThat(bench.awaitExit(attempt)).isNotZero();
      assertThat(Bench.log(executor, attempt, 0)).contains("fork");
    }
  }

  @Test
  void aTaskIsHeldToItsProcessorTime() throws Exception {
    try (var bench = new Bench(new TaskUser.Server(), true)) {
      var executor = bench.executor();
      assumeLimit(executor.capabilities().limitsCpu(), executor.capabilities());
      var limits =
          new TaskLimits(Limit.atMost(new MilliCpus(250)), Limit.unlimited(), Limit.unlimited());
      var attempt =
          bench
              .order(
                  "cat /sys/fs/cgroup/cpu$(grep -E ':cpu(,|:)' /proc/self/cgroup | cut -d:"
                      + " -f3)/cpu.cfs_quota_us || cat /sys/fs/cgroup$(cut -d: -f3"
                      + " /proc/self/cgroup)/cpu.max")
              .limits(limits)
              .launchOn(executor);
      bench.awaitExit(attempt);
      assertThat(Bench.log(executor, attempt, 0)).contains("25000");
    }
  }

  @Test
  void aKillReachesWhatLeftTheSessionAndTheGroupIsRemoved() throws Exception {
    var before = groups();
    try (var bench = new Bench(new TaskUser.Server(), true)) {
      var executor = bench.executor();
      assumeLimit(executor.capabilities().limitsProcesses(), executor.capabilities());
      var attempt =
          bench
              .order("setsid sh -c 'echo child=$$; exec sleep 1000' & exec sleep 1000")
              .launchOn(executor);
      String log = bench.awaitLog(executor, attempt, "child=");
      long child = Long.parseLong(log.strip().substring(6));
      String groups =
          Arrays.stream(Files.readString(Path.of("/proc/" + child + "/cgroup")).split("\n", -1))
              .collect(Collectors.joining(" "));
      assertThat(groups).contains(attempt + ".0");
      executor.stop(attempt, Duration.ofSeconds(30));
      assertThat(bench.awaitExit(attempt)).isEqualTo(143);
      assertThat(Bench.isRunning(child)).isFalse();
      assertThat(groups()).isSubsetOf(before);
      assertThat(bench.reports()).first().isEqualTo(new Report.Started(attempt));
    }
  }

  @Test
  void forgettingAnAttemptThatRunsEndsItAndGivesItsGroupsBack() throws Exception {
    var before = groups();
    try (var bench = new Bench(new TaskUser.Server(), true)) {
      var executor = bench.executor();
      assumeLimit(executor.capabilities().limitsProcesses(), executor.capabilities());
      var attempt = bench.order("echo $$; exec sleep 1000").launchOn(executor);
      long pid = Long.parseLong(bench.awaitLog(executor, attempt, "\n").strip());
      executor.forget(attempt);
      bench.end(executor);
      assertThat(Bench.isRunning(pid)).isFalse();
      assertThat(groups()).isSubsetOf(before);
    }
  }

  /// The groups of tasks, whoever made them: a server that was killed leaves its own.
  private static List<Path> groups() throws IOException {
    try (var found =
        Files.find(
            Path.of("/sys/fs/cgroup"), 6, (path, _) -> path.toString().contains("/suanli-"))) {
      return found.filter(path -> path.getFileName().toString().startsWith("job-")).toList();
    }
  }
}
