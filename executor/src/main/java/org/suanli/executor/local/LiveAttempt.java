package org.suanli.executor.local;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.NodeId;
import org.suanli.executor.Report;

/// What is known of an attempt that is not forgotten. Confined to the loop's thread.
final class LiveAttempt {
  final AttemptId id;
  final boolean savesCheckpoints;
  final List<Task> tasks;
  boolean isStartReported;

  LiveAttempt(AttemptId id, List<NodeId> nodes, boolean savesCheckpoints) {
    this.id = id;
    this.savesCheckpoints = savesCheckpoints;
    var tasks = new ArrayList<Task>(nodes.size());
    for (int index = 0; index < nodes.size(); index++) {
      tasks.add(new Task(new TaskKey(id, index), nodes.get(index)));
    }
    this.tasks = Collections.unmodifiableList(tasks);
  }

  boolean hasBegun() {
    return tasks.stream().allMatch(task -> task.begun != null);
  }

  boolean hasEnded() {
    return tasks.stream().allMatch(task -> task.ended != null);
  }

  /// What is known of one task.
  static final class Task {
    final TaskKey key;
    final NodeId node;

    /// Set once its process was seen.
    RunnerRecord.@Nullable Begun begun;

    /// Set once its end was reported.
    Report.@Nullable TaskEnded ended;

    /// Whether this server waits for a runner that it started.
    boolean isSpawned;

    /// How its runner ended, if this server had started it.
    @Nullable Integer runnerExit;

    /// Why this server could not start it.
    @Nullable String unstarted;

    /// Whether this server took the claim so that it cannot start.
    boolean isRefused;

    /// How often its last processes were waited for.
    int waits;

    /// Whether its groups are still to be removed or, where there are none, its session to be
    /// swept.
    boolean hasGroups = true;

    Task(TaskKey key, NodeId node) {
      this.key = key;
      this.node = node;
    }

    Optional<Integer> runnerExit() {
      return Optional.ofNullable(runnerExit);
    }
  }
}
