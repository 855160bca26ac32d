package org.suanli.executor.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.suanli.core.units.NodeId;
import org.suanli.executor.Report;

/// Virtual nodes that an operator made fail, to try out recovery. Confined to the loop's thread.
///
/// A failed node behaves as one that lost its power: every process of its tasks and their runners
/// is killed, and nothing that happened there is reported. After the detection time it is reported
/// unreachable; once it is proven that none of its processes is left, down. The failures are kept
/// over restarts of the server.
final class NodeFaults {
  private static final Duration PROOF_STEP = Duration.ofMillis(200);

  private final Machine machine;
  private final Loop loop;
  private final Observer observer;
  private final SortedSet<NodeId> failed = new TreeSet<>();
  private final SortedSet<NodeId> unreachable = new TreeSet<>();
  private final SortedSet<NodeId> down = new TreeSet<>();

  NodeFaults(Machine machine, Loop loop, Observer observer) {
    this.machine = machine;
    this.loop = loop;
    this.observer = observer;
  }

  boolean isFailed(NodeId node) {
    return !failed.isEmpty() && failed.contains(node);
  }

  /// Goes on with the failures that an earlier server left.
  void resume() {
    var names = machine.spool().readSmall(file()).orElse("").lines().toList();
    for (var node : machine.settings().layout().nodeIds()) {
      if (names.contains(node.name())) {
        failed.add(node);
        detectLater(node);
      }
    }
  }

  void fail(NodeId node) {
    if (failed.add(node)) {
      save();
      killAll(node);
      detectLater(node);
    }
  }

  void recover(NodeId node) {
    if (!failed.contains(node)) {
      return;
    }
    killAll(node);
    observer.report(new Report.NodeReachable(node));
    failed.remove(node);
    unreachable.remove(node);
    down.remove(node);
    save();
    for (var attempt : observer.attempts()) {
      for (var task : attempt.tasks) {
        if (task.node.equals(node)) {
          observer.observe(attempt, task);
          loseIfUnended(attempt, task);
        }
      }
    }
  }

  /// What did not end before the node failed was lost with it, even what had not begun.
  private void loseIfUnended(LiveAttempt attempt, LiveAttempt.Task task) {
    if (task.ended == null && !machine.spool().hasEnded(task.key)) {
      if (!machine.spool().isClaimed(task.key)) {
        machine.spool().takeClaim(task.key);
      }
      observer.lose(attempt, task, "node " + task.node.name() + " failed");
    }
  }

  private Path file() {
    return machine.spool().nodes().resolve("failed");
  }

  private void save() {
    machine
        .spool()
        .replace(
            file(), failed.stream().map(node -> node.name() + "\n").collect(Collectors.joining()));
  }

  private void detectLater(NodeId node) {
    var detection = machine.settings().detection();
    loop.after(
        detection.unreachableAfter(),
        () -> {
          if (isFailed(node)) {
            unreachable.add(node);
            observer.report(unreachableReport(node));
            loop.after(detection.downAfter(), () -> prove(node));
          }
        });
  }

  private Report unreachableReport(NodeId node) {
    var after = machine.settings().detection().unreachableAfter();
    return new Report.NodeUnreachable(node, "no heartbeat for " + after.toMillis() + " ms");
  }

  /// Reports the node down once none of its processes is left.
  private void prove(NodeId node) {
    if (!isFailed(node) || down.contains(node)) {
      return;
    }
    if (killAll(node) == 0) {
      down.add(node);
      observer.report(downReport(node));
    } else {
      loop.after(PROOF_STEP, () -> prove(node));
    }
  }

  private static Report downReport(NodeId node) {
    return new Report.NodeDown(node, "no process of its tasks is left");
  }

  /// @return how many tasks and runners still had processes
  private int killAll(NodeId node) {
    int found = 0;
    for (var attempt : observer.attempts()) {
      for (var task : attempt.tasks) {
        if (task.node.equals(node) && task.ended == null) {
          found += kill(task) ? 1 : 0;
        }
      }
    }
    return found;
  }

  /// The runner first, so that it does not record the end.
  private boolean kill(LiveAttempt.Task task) {
    var endings = observer.endings();
    boolean hasRunner = endings.hasRunner(task);
    endings.killRunner(task);
    if (task.begun == null) {
      machine.spool().readBegun(task.key).ifPresent(begun -> task.begun = begun);
    }
    boolean hasProcesses = !endings.processes(task).isEmpty();
    endings.kill(task);
    return hasRunner || hasProcesses || (task.isSpawned && task.runnerExit == null);
  }

  /// Repeats what was reported of nodes.
  void repeatIf(boolean isBehind) {
    if (isBehind) {
      for (var node : unreachable) {
        observer.report(down.contains(node) ? downReport(node) : unreachableReport(node));
      }
    }
  }
}
