package org.suanli.executor.local;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.suanli.core.engine.Event.TaskEnding;
import org.suanli.executor.Report;

/// Turns what a runner wrote, or failed to write, into the end of a task; and ends what still runs
/// of it.
final class Endings {
  /// A claim without content belongs to a runner that has died, or is about to write it: longer
  /// than this is no runner.
  private static final Duration CLAIM_PATIENCE = Duration.ofSeconds(10);

  private static final int CODE_MAX = 255;

  private final Machine machine;

  Endings(Machine machine) {
    this.machine = machine;
  }

  /// The report of a recorded end.
  Report.TaskEnded report(LiveAttempt.Task task, RunnerRecord record) {
    var key = task.key;
    return switch (record) {
      case RunnerRecord.Exited exited when isUnfounded(task, exited) ->
          lost(key, "the task could not enter its limits", at(key, exited));
      case RunnerRecord.Exited exited -> {
        var ending = new TaskEnding.Exited(exited.code(), at(key, exited));
        var elapsed = exited.until().minus(exited.from());
        yield new Report.TaskEnded(key.attempt(), key.task(), ending, Optional.of(elapsed));
      }
      case RunnerRecord.Lost(var boot, var at, var evidence) ->
          lost(
              key,
              evidence,
              isThisBoot(boot) ? machine.instantOf(at) : machine.spool().endedAt(key));
      case RunnerRecord.Claim _, RunnerRecord.Begun _ ->
          throw new IllegalStateException("The record of the end of " + key + " is no end.");
    };
  }

  private static Report.TaskEnded lost(TaskKey key, String evidence, java.time.Instant at) {
    return new Report.TaskEnded(
        key.attempt(), key.task(), new TaskEnding.Lost(evidence, at), Optional.empty());
  }

  private java.time.Instant at(TaskKey key, RunnerRecord.Exited exited) {
    return isThisBoot(exited.boot())
        ? machine.instantOf(exited.until())
        : machine.spool().endedAt(key);
  }

  private boolean isThisBoot(String boot) {
    return boot.equals(machine.processes().boot());
  }

  /// Whether the task failed before its own first step, without having been stopped.
  private boolean isUnfounded(LiveAttempt.Task task, RunnerRecord.Exited exited) {
    return task.begun == null && exited.code() != 0 && !machine.spool().hasStop(task.key.attempt());
  }

  /// Whether a record is within what a runner can mean.
  static boolean isSound(RunnerRecord record) {
    return switch (record) {
      case RunnerRecord.Exited(int code, _, var from, var until, _) ->
          code >= 0 && code <= CODE_MAX && from.compareTo(until) <= 0;
      case RunnerRecord.Lost _ -> true;
      case RunnerRecord.Claim _, RunnerRecord.Begun _ -> false;
    };
  }

  /// Looks for evidence that a task without a record of its end will never have one.
  ///
  /// @return what shows it
  Optional<String> findLoss(LiveAttempt.Task task) {
    var claim = machine.spool().readClaim(task.key);
    if (claim.isPresent()) {
      return findLoss(claim.get());
    }
    var claimedAt = machine.spool().claimedAt(task.key);
    if (claimedAt.isEmpty()) {
      return task.runnerExit()
          .filter(_ -> machine.spool().takeClaim(task.key))
          .map(code -> "its runner ended with " + code + " before it began");
    }
    boolean isOld = claimedAt.get().plus(CLAIM_PATIENCE).isBefore(machine.now());
    return isOld ? Optional.of("its runner died while it claimed the task") : Optional.empty();
  }

  private Optional<String> findLoss(RunnerRecord.Claim claim) {
    if (!isThisBoot(claim.boot())) {
      return Optional.of("the machine restarted");
    }
    return machine.processes().isAlive(claim.supervisor())
        ? Optional.empty()
        : Optional.of(
            "its runner, process "
                + claim.supervisor().pid()
                + ", vanished without a record of the end");
  }

  /// Whether the record of the end may be one that is just being written.
  boolean isBeingWritten(LiveAttempt.Task task) {
    return isOfThisBoot(task, claim -> machine.processes().isAlive(claim.supervisor()));
  }

  /// Whether the runner still executes, and so something may still write the log.
  boolean hasRunner(LiveAttempt.Task task) {
    return isOfThisBoot(task, claim -> machine.processes().isAlive(claim.runner()));
  }

  /// The processes of a task that still execute: its session and its groups.
  Set<Long> processes(LiveAttempt.Task task) {
    var pids = new TreeSet<>(machine.groups().processes(task.key));
    if (task.begun != null && isCurrent(task)) {
      pids.addAll(machine.processes().inSessionOf(task.begun.leader()));
      if (machine.processes().isAlive(task.begun.leader())) {
        pids.add(task.begun.leader().pid());
      }
    }
    return pids;
  }

  /// The processes that the end of a task left behind. Groups, where they are, miss none.
  Set<Long> leftBehind(LiveAttempt.Task task) {
    return machine.groups().isPresent() ? machine.groups().processes(task.key) : processes(task);
  }

  /// A session's number may be used anew once the machine restarted.
  boolean isCurrent(LiveAttempt.Task task) {
    return isOfThisBoot(task, _ -> true);
  }

  private boolean isOfThisBoot(LiveAttempt.Task task, Predicate<RunnerRecord.Claim> fits) {
    return machine
        .spool()
        .readClaim(task.key)
        .filter(claim -> isThisBoot(claim.boot()))
        .filter(fits)
        .isPresent();
  }

  /// Asks every process of the task's session to end.
  void terminate(LiveAttempt.Task task) {
    if (task.begun != null && isCurrent(task)) {
      var pids = new TreeSet<>(machine.processes().inSessionOf(task.begun.leader()));
      if (machine.processes().isAlive(task.begun.leader())) {
        pids.add(task.begun.leader().pid());
      }
      pids.forEach(ProcessTable::terminate);
    }
  }

  /// Kills every process of the task. Its first process goes first, so that its end shows the kill
  /// and not that it could no longer make processes.
  void kill(LiveAttempt.Task task) {
    if (task.begun != null && isCurrent(task) && machine.processes().isAlive(task.begun.leader())) {
      ProcessTable.kill(task.begun.leader().pid());
    }
    machine.groups().freezeAndKill(task.key);
    processes(task).forEach(ProcessTable::kill);
  }

  /// Kills what supervises a task, so that it records nothing, and then what writes its log. The
  /// runner, which waits for both, then says so and leaves.
  void killRunner(LiveAttempt.Task task) {
    machine
        .spool()
        .readClaim(task.key)
        .filter(claim -> isThisBoot(claim.boot()))
        .ifPresent(
            claim -> {
              if (machine.processes().isAlive(claim.supervisor())) {
                ProcessTable.kill(claim.supervisor().pid());
              }
              if (machine.processes().isAlive(claim.runner())) {
                ProcessTable.killBelow(claim.runner().pid());
              }
            });
  }
}
