package org.suanli.cli.command;

import org.jspecify.annotations.Nullable;
import org.suanli.api.Paths;
import org.suanli.api.Supply;
import org.suanli.cli.wire.Call;
import org.suanli.cli.wire.Query;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `suanli nodes`
@Command(name = "nodes")
final class NodeCommands {
  private static final String NODE = "CLUSTER/NODE";

  private final Session session;

  NodeCommands(Session session) {
    this.session = session;
  }

  /// Which nodes.
  static final class Filter {
    @Option(names = "--cluster", paramLabel = "NAME", description = "Of one cluster.")
    @Nullable String cluster;

    @Option(names = "--state", paramLabel = "STATE", description = "In one state, such as ready.")
    Supply.@Nullable NodeState state;

    @Option(names = "--model", paramLabel = "MODEL", description = "Of one make.")
    @Nullable String model;
  }

  /// A node as it is added.
  static final class Description {
    @Option(names = "--model", required = true, paramLabel = "MODEL", description = "Its make.")
    String model = "";

    @Option(names = "--accelerators", required = true, paramLabel = "N", description = "Devices.")
    int accelerators;

    @Option(names = "--cpus", required = true, paramLabel = "N", description = "Cores.")
    String cpus = "";

    @Option(names = "--memory-gib", required = true, paramLabel = "N", description = "GiB.")
    long memoryGib;

    @Option(
        names = "--block",
        paramLabel = "NAME",
        defaultValue = "block-1",
        description = "Nodes that are near each other; ${DEFAULT-VALUE} unless given.")
    String block = "";

    @Option(
        names = "--rack",
        paramLabel = "NAME",
        defaultValue = "rack-1",
        description = "Within the block; ${DEFAULT-VALUE} unless given.")
    String rack = "";
  }

  @Command(name = "list", description = "List nodes.")
  int list(@Mixin Filter filter, @Mixin Paging paging) {
    var query =
        Query.none()
            .with("cluster", filter.cluster)
            .with("state", filter.state)
            .with("model", filter.model);
    return session.list(Paths.NODES, query, paging, new SupplySheets(session.times()).nodes());
  }

  @Command(name = "show", description = "Show a node.")
  int show(@Parameters(paramLabel = NODE) String node) {
    return new NodeActions(session).node(node);
  }

  @Command(name = "events", description = "List what happened to a node.")
  int events(@Parameters(paramLabel = NODE) String node, @Mixin Paging paging) {
    var name = Ids.node(node);
    return session.list(
        Paths.of(Paths.NODE_EVENTS, name.cluster(), name.node()),
        Query.none(),
        paging,
        new SupplySheets(session.times()).events());
  }

  @Command(name = "add", description = "Add a node; the same again changes nothing.")
  int add(@Parameters(paramLabel = NODE) String node, @Mixin Description description) {
    var name = Ids.node(node);
    var body =
        new Supply.NewNode(
            description.block,
            description.rack,
            description.model,
            description.accelerators,
            Amounts.milli(description.cpus),
            Math.multiplyExact(description.memoryGib, 1L << 30));
    var path = Paths.of(Paths.NODE, name.cluster(), name.node());
    var document = session.client().send(Call.put(path, body));
    return session.done(document, name.toString(), name + " is part of the fleet.");
  }

  @Command(name = "remove", aliases = "delete", description = "Remove a node that nothing runs on.")
  int remove(@Parameters(paramLabel = NODE) String node) {
    var name = Ids.node(node);
    var path = Paths.of(Paths.NODE, name.cluster(), name.node());
    var document = session.client().send(Call.delete(path));
    return session.done(document, name.toString(), name + " is removed.");
  }

  @Command(name = "fault", description = "Try out a fault on a virtual node.")
  int fault(
      @Parameters(paramLabel = NODE) String node,
      @Parameters(paramLabel = "FAULT", description = "${COMPLETION-CANDIDATES}.")
          Supply.FaultKind kind,
      @Option(names = "--device", paramLabel = "N", description = "Which device fails.")
          @Nullable Integer device) {
    var name = Ids.node(node);
    var path = Paths.of(Paths.NODE_FAULTS, name.cluster(), name.node());
    var document = session.create(path, new Supply.Fault(kind, device));
    return session.done(
        document, name.toString(), name + ": " + JobSheets.words(kind.name()) + " is tried out.");
  }
}
