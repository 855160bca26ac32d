package org.suanli.server.loop;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.suanli.core.engine.Event;
import org.suanli.core.lifecycle.JobSignal;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.JobId;
import org.suanli.core.units.NodeId;

/// What happened to each job and each node, in words.
final class TimelineRows {
  private final Rows jobEvents =
      new Rows("INSERT INTO job_event (seq, job, at, kind, detail) VALUES (?, ?, ?, ?, ?)");
  private final Rows nodeEvents =
      new Rows(
          "INSERT INTO node_event (seq, cluster, node, at, kind, detail) VALUES (?, ?, ?, ?, ?,"
              + " ?)");

  /// An event's place in the journal.
  private record Line(long seq, Instant at, String kind) {}

  void take(long seq, Event.Stamped stamped) {
    var event = stamped.event();
    var line = new Line(seq, stamped.at(), event.getClass().getSimpleName());
    switch (event) {
      case Event.JobSubmitted submitted ->
          add(line, submitted.job(), "Submitted to " + submitted.project() + ".");
      case Event.StartPromised(var job, var startsAt) ->
          add(line, job, "Promised to start by " + startsAt + ".");
      case Event.PromiseWithdrawn(var job) ->
          add(line, job, "Its promised start is withdrawn: it cannot start by then.");
      case Event.AttemptPlaced placed -> add(line, placed.attempt(), placed(placed));
      case Event.AttemptStarted(var id) -> add(line, id, "All its tasks run.");
      case Event.CheckpointSaved(var id) -> add(line, id, "Saved a checkpoint.");
      case Event.TaskEnded(var id, int task, var ending) -> {
        // The tasks that end well are as many as the gang has, and are listed with the attempt.
        if (!ending.isSuccess()) {
          add(line, id, ended(task, ending));
        }
      }
      case Event.StopRequested(var id, var cause, var killAt) ->
          add(
              line,
              id,
              "Asked to end (%s), killed after %s."
                  .formatted(words(cause), span(line.at(), killAt)));
      case Event.KillRequested(var id) -> add(line, id, "Killed: its grace is over.");
      case Event.AttemptEnded(var id, var outcome, _) ->
          add(line, id, "Ended: " + words(outcome) + ".");
      case Event.JobMoved(var job, var signal, var notBefore) ->
          add(
              line,
              job,
              moved(signal) + notBefore.map(at -> " It is tried again at " + at + ".").orElse(""));
      case Event.NodeAdded(var node) -> add(line, node.id(), "Added to its cluster.");
      case Event.NodeRemoved(var node) -> add(line, node, "Removed from its cluster.");
      case Event.NodeStateChanged(var node, var state, var reason) ->
          add(line, node, reason.isEmpty() ? words(state) + "." : words(state) + ": " + reason);
      case Event.ForeignUseSeen(var node, int devices) ->
          add(line, node, "Others use " + devices + " of its accelerators.");
      case Event.MaintenancePlanned(var maintenance) ->
          add(
              line,
              maintenance.node(),
              "Maintenance from "
                  + maintenance.window().from()
                  + " until "
                  + maintenance.window().until()
                  + ": "
                  + maintenance.reason());
      // Other events are about neither a job nor a node.
      default -> {}
    }
  }

  /// A constant's name in words.
  private static String words(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /// A grace in seconds, with as many decimals as it has.
  private static String span(Instant from, Instant until) {
    var seconds = BigDecimal.valueOf(Duration.between(from, until).toMillis(), 3);
    return seconds.stripTrailingZeros().toPlainString() + " s";
  }

  private static String placed(Event.AttemptPlaced placed) {
    var tasks = placed.placement().tasks();
    long nodes = tasks.stream().map(task -> task.node()).distinct().count();
    return "Placed on %d %s of %s, with %s."
        .formatted(
            nodes,
            nodes == 1 ? "node" : "nodes",
            tasks.getFirst().node().cluster(),
            placed.placement().model());
  }

  private static String ended(int task, Event.TaskEnding ending) {
    return switch (ending) {
      case Event.TaskEnding.Exited(int code, _) -> "Task " + task + " exited with " + code + ".";
      case Event.TaskEnding.Lost(var evidence, _) -> "Task " + task + " was lost: " + evidence;
    };
  }

  private static String moved(JobSignal signal) {
    return switch (signal) {
      case PLACED -> "It runs.";
      case ATTEMPT_SUCCEEDED -> "Succeeded.";
      case ATTEMPT_TO_REPEAT -> "Waits for another attempt.";
      case ATTEMPT_FAILED -> "Failed.";
      case CANCELLED -> "Cancelled.";
      case DEPENDENCY_FAILED -> "Cancelled, because a job that it depends on did not succeed.";
    };
  }

  private void add(Line line, AttemptId attempt, String detail) {
    add(line, attempt.job(), "Attempt " + attempt.number() + ": " + detail);
  }

  private void add(Line line, JobId job, String detail) {
    jobEvents.add(line.seq(), job.value(), line.at(), line.kind(), detail);
  }

  private void add(Line line, NodeId node, String detail) {
    nodeEvents.add(line.seq(), node.cluster().value(), node.name(), line.at(), line.kind(), detail);
  }

  void write(Connection connection) throws SQLException {
    jobEvents.execute(connection);
    nodeEvents.execute(connection);
  }
}
