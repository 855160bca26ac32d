package org.suanli.executor;

import java.time.Duration;
import java.util.Optional;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Event.TaskEnding;
import org.suanli.core.supply.NodeState;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.NodeId;

/// What an executor saw. Each is given at least once.
public sealed interface Report {

  /// All tasks of the attempt have been seen running.
  record Started(AttemptId attempt) implements Report {}

  /// The attempt saved its progress. Saves that follow each other closely may be one report.
  record CheckpointSaved(AttemptId attempt) implements Report {}

  /// A task ended, and nothing of it runs any more.
  ///
  /// @param task index within the gang
  /// @param ending exited, or lost by a fault of the platform, which the evidence shows
  /// @param elapsed by the monotonic clock of the machine, from the start to the end; empty if the
  ///   end was not seen
  record TaskEnded(AttemptId attempt, int task, TaskEnding ending, Optional<Duration> elapsed)
      implements Report {}

  /// What is seen of a node.
  sealed interface OfNode extends Report {
    NodeId node();
  }

  /// Its heartbeats are missing: what runs there keeps its place.
  ///
  /// @param reason 1 to 200 characters
  record NodeUnreachable(NodeId node, String reason) implements OfNode {}

  /// It is proven that nothing runs there any more.
  ///
  /// @param evidence 1 to 200 characters
  record NodeDown(NodeId node, String evidence) implements OfNode {}

  /// It can be seen. Says nothing of what an operator wants of it.
  record NodeReachable(NodeId node) implements OfNode {}

  /// The command that tells the engine. That a node can be seen makes it ready: it is to be given
  /// only if the node is unknown or down, or an operator's cordon would be lifted.
  default Command toCommand() {
    return switch (this) {
      case Started(var attempt) -> new Command.ReportStarted(attempt);
      case CheckpointSaved(var attempt) -> new Command.ReportCheckpoint(attempt);
      case TaskEnded(var attempt, int task, var ending, _) ->
          new Command.ReportTaskEnded(attempt, task, ending);
      case NodeUnreachable(var node, var reason) ->
          new Command.SetNodeState(node, NodeState.UNKNOWN, reason);
      case NodeDown(var node, var evidence) ->
          new Command.SetNodeState(node, NodeState.DOWN, evidence);
      case NodeReachable(var node) -> new Command.SetNodeState(node, NodeState.READY, "");
    };
  }
}
