package org.suanli.cli.command;

import java.util.List;
import java.util.function.Function;
import org.suanli.api.Supply;
import org.suanli.cli.terminal.Times;

/// How clusters and nodes are shown.
final class SupplySheets {
  private final Times times;

  SupplySheets(Times times) {
    this.times = times;
  }

  /// What tasks hold of the allocated devices; less where they hold shares.
  static String held(Supply.Balance balance) {
    return Amounts.accelerators(balance.allocatedMilliAccelerators());
  }

  Listing<Supply.Node> nodes() {
    return new Listing<>(
        Supply.Node.class,
        node -> node.cluster() + "/" + node.node(),
        List.of(
            Column.text("NODE", node -> node.cluster() + "/" + node.node()),
            Column.state("STATE", Supply.Node::state),
            Column.text("MODEL", Supply.Node::model),
            Column.number("ACCELERATORS", Supply.Node::accelerators),
            Column.number("ALLOCATED", Supply.Node::allocated),
            Column.number("HELD", node -> Amounts.accelerators(node.allocatedMilliAccelerators())),
            Column.number("FOREIGN", Supply.Node::foreign),
            Column.text("RACK", node -> node.block() + "/" + node.rack()),
            Column.flexible("ATTEMPTS", node -> String.join(",", node.attempts())),
            Column.text("BY", Supply.Node::by),
            Column.flexible("REASON", Supply.Node::reason)));
  }

  Sheet node(Supply.Node node) {
    return new Sheet()
        .line("Node", node.cluster() + "/" + node.node())
        .state("State", node.state())
        .line("Reason", node.reason())
        .line("By", node.by())
        .line("Place", "block " + node.block() + ", rack " + node.rack())
        .line("Model", node.model())
        .line("Accelerators", node.accelerators())
        .line("Allocated", node.allocated())
        .line("Held", Amounts.accelerators(node.allocatedMilliAccelerators()))
        .line("Foreign", node.foreign())
        .line("Cores", Amounts.accelerators(node.milliCpus()))
        .line("Memory", Amounts.bytes(node.memoryBytes()))
        .line("Attempts", String.join(", ", node.attempts()));
  }

  Listing<Supply.NodeEvent> events() {
    return new Listing<>(
        Supply.NodeEvent.class,
        event -> String.valueOf(event.sequence()),
        List.of(
            Column.text("TIME (" + times.zone() + ")", event -> times.second(event.at())),
            Column.text("NODE", event -> event.cluster() + "/" + event.node()),
            Column.text("EVENT", Supply.NodeEvent::kind),
            Column.flexible("DETAIL", Supply.NodeEvent::detail)));
  }

  Listing<Supply.Cluster> clusters() {
    return new Listing<>(
        Supply.Cluster.class,
        Supply.Cluster::cluster,
        List.of(
            Column.text("CLUSTER", Supply.Cluster::cluster),
            Column.text("SITE", Supply.Cluster::site),
            Column.text("KIND", cluster -> JobSheets.words(cluster.kind().name())),
            Column.text("IMAGES", cluster -> cluster.runsImages() ? "yes" : "no"),
            Column.text("TRUSTED", cluster -> cluster.isTrusted() ? "yes" : "no"),
            Column.number("NODES", Supply.Cluster::nodes),
            part("CAPACITY", Supply.Cluster::balance, Supply.Balance::capacity),
            part("ALLOCATED", Supply.Cluster::balance, Supply.Balance::allocated),
            Column.number("HELD", cluster -> held(cluster.balance())),
            part("IDLE", Supply.Cluster::balance, Supply.Balance::idle),
            part("FOREIGN", Supply.Cluster::balance, Supply.Balance::foreign),
            part("OFFLINE", Supply.Cluster::balance, Supply.Balance::offline)));
  }

  Listing<Supply.ModelBalance> capacity() {
    return new Listing<>(
        Supply.ModelBalance.class,
        Supply.ModelBalance::model,
        List.of(
            Column.text("MODEL", Supply.ModelBalance::model),
            part("CAPACITY", Supply.ModelBalance::balance, Supply.Balance::capacity),
            part("ALLOCATED", Supply.ModelBalance::balance, Supply.Balance::allocated),
            Column.number("HELD", model -> held(model.balance())),
            part("IDLE", Supply.ModelBalance::balance, Supply.Balance::idle),
            part("FOREIGN", Supply.ModelBalance::balance, Supply.Balance::foreign),
            part("OFFLINE", Supply.ModelBalance::balance, Supply.Balance::offline),
            Column.number("RATED PFLOPS", Supply.ModelBalance::ratedPflops)));
  }

  Listing<Supply.Maintenance> maintenances() {
    return new Listing<>(
        Supply.Maintenance.class,
        Supply.Maintenance::maintenance,
        List.of(
            Column.text("MAINTENANCE", Supply.Maintenance::maintenance),
            Column.text("NODE", planned -> planned.cluster() + "/" + planned.node()),
            Column.text(
                "FROM (" + times.zone() + ")", planned -> times.minute(planned.window().from())),
            Column.text("UNTIL", planned -> times.minute(planned.window().until())),
            Column.text("STARTS", planned -> times.relative(planned.window().from())),
            Column.flexible("REASON", Supply.Maintenance::reason)));
  }

  private static <T> Column<T> part(
      String header, Function<T, Supply.Balance> balance, Function<Supply.Balance, Long> part) {
    return Column.number(header, item -> part.apply(balance.apply(item)));
  }
}
