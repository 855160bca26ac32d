package org.suanli.executor;

import java.time.Duration;
import java.util.List;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.Bytes;
import org.suanli.core.units.ModelName;

/// All that it takes to start the tasks of an attempt.
///
/// @param attempt the attempt; its job is the run id, which stays the same over restarts
/// @param epoch the fencing token of the server that gives the order; an executor that has seen a
///   higher one ignores it
/// @param model the make of all accelerators of the gang
/// @param tasks by task index; 1 to 160,000
/// @param program what each of them executes
/// @param logMax of each task's log; what is written past it is dropped
/// @param grace from SIGTERM to SIGKILL, as the tasks are told
public record LaunchOrder(
    AttemptId attempt,
    long epoch,
    ModelName model,
    List<TaskOrder> tasks,
    Program program,
    Bytes logMax,
    Duration grace) {
  /// Roles times replicas of a demand.
  private static final int TASKS_MAX = 160_000;

  public LaunchOrder {
    tasks = List.copyOf(tasks);
    if (tasks.isEmpty() || tasks.size() > TASKS_MAX) {
      throw new IllegalArgumentException(
          "The tasks (%d) of attempt %s must be 1 to %d."
              .formatted(tasks.size(), attempt, TASKS_MAX));
    }
    if (epoch < 0) {
      throw new IllegalArgumentException("The epoch (" + epoch + ") must not be negative.");
    }
  }
}
