package org.suanli.core.engine;

import java.util.Optional;
import org.suanli.core.lifecycle.StopCause;
import org.suanli.core.supply.Catalogue;
import org.suanli.core.supply.Maintenance;
import org.suanli.core.supply.NodeState;
import org.suanli.core.supply.Precision;
import org.suanli.core.supply.Rating;
import org.suanli.core.units.MaintenanceId;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.NodeId;

/// Decides what operators and executors say about the supply.
final class SupplyCommands {
  private static final int REASON_LENGTH_MAX = 200;

  /// What PFLOPS-hours are counted in, dense.
  private static final Precision BILLING_PRECISION = Precision.FP16;

  private SupplyCommands() {}

  static Optional<Rejected> decide(Turn turn, Command.Supply command) {
    return switch (command) {
      case Command.AttachCluster(var cluster) -> {
        if (!cluster.equals(turn.state.clusters.get(cluster.id()))) {
          turn.emit(new Event.ClusterAttached(cluster));
        }
        yield Optional.empty();
      }
      case Command.DetachCluster detach -> detach(turn, detach);
      case Command.AddNode add -> add(turn, add);
      case Command.RemoveNode(var node) -> remove(turn, node);
      case Command.SetNodeState set -> setState(turn, set);
      case Command.ReportForeignUse report -> reportForeign(turn, report);
      case Command.PlanMaintenance plan -> planMaintenance(turn, plan);
      case Command.CancelMaintenance(var id) -> {
        if (!turn.state.maintenances.containsKey(id)) {
          yield Optional.of(Rejected.notFound(id));
        }
        turn.emit(new Event.MaintenanceEnded(id));
        yield Optional.empty();
      }
      case Command.PublishRating rating -> publish(turn, rating);
      case Command.PublishPrice(var price) -> {
        turn.emit(new Event.PricePublished(turn.state.priceVersion + 1, price));
        yield Optional.empty();
      }
    };
  }

  private static Optional<Rejected> detach(Turn turn, Command.DetachCluster command) {
    if (!turn.state.clusters.containsKey(command.cluster())) {
      return Optional.of(Rejected.notFound("cluster (" + command.cluster() + ")"));
    }
    long nodes =
        turn.state.fleet.nodes().stream()
            .filter(slot -> slot.spec().id().cluster().equals(command.cluster()))
            .count();
    if (nodes > 0) {
      return Optional.of(
          Rejected.conflict(
              "The nodes (%d) of cluster %s must be removed first."
                  .formatted(nodes, command.cluster())));
    }
    turn.emit(new Event.ClusterDetached(command.cluster()));
    return Optional.empty();
  }

  private static Optional<Rejected> add(Turn turn, Command.AddNode command) {
    var id = command.node().id();
    if (!turn.state.clusters.containsKey(id.cluster())) {
      return Optional.of(Rejected.notFound("cluster (" + id.cluster() + ")"));
    }
    if (turn.state.fleet.contains(id)) {
      return turn.state.fleet.slot(id).spec().equals(command.node())
          ? Optional.empty()
          : Optional.of(
              Rejected.conflict(
                  "The node ("
                      + id
                      + ") is known with another description.\nMaybe remove it first."));
    }
    turn.emit(new Event.NodeAdded(command.node()));
    if (!turn.state.ratings.containsKey(command.node().model())) {
      fromCatalogue(command.node().model()).ifPresent(turn::emit);
    }
    return Optional.empty();
  }

  /// A model's first rating, where the catalogue has a figure in the billing precision on which its
  /// sources agree; any other is an operator's, at any time.
  private static Optional<Event> fromCatalogue(ModelName name) {
    return Catalogue.published()
        .find(name)
        .flatMap(
            known ->
                known
                    .chargeable(BILLING_PRECISION)
                    .filter(throughput -> !throughput.isZero())
                    .map(
                        throughput ->
                            new Event.RatingPublished(
                                new Rating(
                                    name,
                                    BILLING_PRECISION,
                                    throughput,
                                    1,
                                    "catalogue of Suanli, %s, %s dense"
                                        .formatted(known.grade(), BILLING_PRECISION)))));
  }

  private static Optional<Rejected> remove(Turn turn, NodeId node) {
    if (!turn.state.fleet.contains(node)) {
      return Optional.of(Rejected.notFound("node (" + node + ")"));
    }
    if (isUsed(turn, node)) {
      return Optional.of(
          Rejected.conflict(
              "The node ("
                  + node
                  + ") must be empty before it is removed.\nMaybe drain it first."));
    }
    turn.emit(new Event.NodeRemoved(node));
    return Optional.empty();
  }

  private static Optional<Rejected> setState(Turn turn, Command.SetNodeState command) {
    var node = command.node();
    var reason = command.reason();
    if (!turn.state.fleet.contains(node)) {
      return Optional.of(Rejected.notFound("node (" + node + ")"));
    }
    if (reason.length() > REASON_LENGTH_MAX
        || reason.isBlank() && command.state() != NodeState.READY) {
      return Optional.of(
          Rejected.invalid(
              "The reason (%s) for a node must be 1 to %d characters."
                  .formatted(reason, REASON_LENGTH_MAX)));
    }
    var slot = turn.state.fleet.slot(node);
    if (slot.state() == command.state() && slot.reason().equals(reason)) {
      return Optional.empty();
    }
    turn.emit(new Event.NodeStateChanged(node, command.state(), reason));
    switch (command.state()) {
      case DRAINING ->
          turn.state.attemptsOn(node).forEach(job -> Ending.stop(turn, job, StopCause.DRAINED));
      case DOWN ->
          turn.state.attemptsOn(node).forEach(job -> Ending.nodeDied(turn, job, node, reason));
      case READY, CORDONED, UNKNOWN -> {}
    }
    return Optional.empty();
  }

  private static boolean isUsed(Turn turn, NodeId node) {
    return !turn.state.attemptsOn(node).isEmpty();
  }

  private static Optional<Rejected> reportForeign(Turn turn, Command.ReportForeignUse report) {
    var node = report.node();
    if (!turn.state.fleet.contains(node)) {
      return Optional.of(Rejected.notFound("node (" + node + ")"));
    }
    var slot = turn.state.fleet.slot(node);
    if (report.devices() < 0 || report.devices() > slot.spec().accelerators()) {
      return Optional.of(
          Rejected.invalid(
              "The devices (%d) of node %s that others use must be 0 to %d."
                  .formatted(report.devices(), node, slot.spec().accelerators())));
    }
    if (slot.foreignDevices() != report.devices()) {
      turn.emit(new Event.ForeignUseSeen(node, report.devices()));
    }
    return Optional.empty();
  }

  private static Optional<Rejected> planMaintenance(Turn turn, Command.PlanMaintenance command) {
    if (!turn.state.fleet.contains(command.node())) {
      return Optional.of(Rejected.notFound("node (" + command.node() + ")"));
    }
    if (!command.window().until().isAfter(turn.now)) {
      return Optional.of(
          Rejected.invalid(
              "The end ("
                  + command.window().until()
                  + ") of a maintenance must be in the future."));
    }
    if (command.reason().isBlank() || command.reason().length() > REASON_LENGTH_MAX) {
      return Optional.of(
          Rejected.invalid(
              "The reason (%s) for a maintenance must be 1 to %d characters."
                  .formatted(command.reason(), REASON_LENGTH_MAX)));
    }
    var id = new MaintenanceId(turn.state.lastMaintenance + 1);
    turn.emit(
        new Event.MaintenancePlanned(
            new Maintenance(id, command.node(), command.window(), command.reason())));
    return Optional.empty();
  }

  private static Optional<Rejected> publish(Turn turn, Command.PublishRating command) {
    var last = turn.state.ratings.get(command.model());
    boolean isSame =
        last != null
            && last.throughput().equals(command.throughput())
            && last.precision() == command.precision()
            && last.source().equals(command.source());
    if (!isSame) {
      int version = last == null ? 1 : last.version() + 1;
      turn.emit(
          new Event.RatingPublished(
              new Rating(
                  command.model(),
                  command.precision(),
                  command.throughput(),
                  version,
                  command.source())));
    }
    return Optional.empty();
  }
}
