package org.suanli.server.wiring;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.State;
import org.suanli.core.supply.Fleet;
import org.suanli.core.supply.NodeSpec;
import org.suanli.core.supply.NodeState;
import org.suanli.core.units.NodeId;
import org.suanli.executor.local.HostLayout;

/// What must change in the fleet for it to have the nodes that this machine plays.
///
/// A node that is played no more, or with other slots, goes once nothing runs on it; until then it
/// takes no new work, and the next start tries again. Its processors and memory are not compared:
/// machines report those a little differently after a boot.
final class HostSupply {
  private static final String REASON = "this machine plays it otherwise since its last start";

  private HostSupply() {}

  /// @return in the order in which they are to be submitted; empty if all is as it should be
  static List<Command> changes(HostLayout host, boolean isTrusted, State state) {
    var changes = new ArrayList<Command>();
    var cluster = host.clusterSpec(isTrusted);
    if (!cluster.equals(state.clusters().get(host.cluster()))) {
      changes.add(new Command.AttachCluster(cluster));
    }
    var played = host.nodeSpecs();
    for (var slot : state.fleet().nodes()) {
      var known = slot.spec();
      if (known.id().cluster().equals(host.cluster())) {
        boolean isPlayed = played.stream().anyMatch(node -> isSame(node, known));
        change(slot, isPlayed, state).ifPresent(changes::add);
      }
    }
    for (var node : played) {
      boolean isKnown = state.fleet().contains(node.id());
      if (!isKnown || changes.contains(new Command.RemoveNode(node.id()))) {
        changes.add(new Command.AddNode(node));
      }
    }
    return changes;
  }

  private static Optional<Command> change(Fleet.Slot slot, boolean isPlayed, State state) {
    var node = slot.spec().id();
    if (isPlayed) {
      boolean wasOtherwise = slot.reason().equals(REASON);
      return wasOtherwise
          ? Optional.of(new Command.SetNodeState(node, NodeState.READY, ""))
          : Optional.empty();
    }
    if (!isBusy(node, state)) {
      return Optional.of(new Command.RemoveNode(node));
    }
    return slot.state() == NodeState.READY
        ? Optional.of(new Command.SetNodeState(node, NodeState.CORDONED, REASON))
        : Optional.empty();
  }

  private static boolean isSame(NodeSpec one, NodeSpec other) {
    return one.id().equals(other.id())
        && one.model().equals(other.model())
        && one.accelerators() == other.accelerators();
  }

  private static boolean isBusy(NodeId node, State state) {
    return state.running().stream()
        .flatMap(job -> job.attempt().stream())
        .flatMap(attempt -> attempt.placement().tasks().stream())
        .anyMatch(task -> task.node().equals(node));
  }
}
