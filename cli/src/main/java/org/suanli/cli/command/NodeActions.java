package org.suanli.cli.command;

import org.jspecify.annotations.Nullable;
import org.suanli.api.Paths;
import org.suanli.api.Supply;
import org.suanli.cli.terminal.Exit;
import org.suanli.cli.wire.Call;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `suanli node`, `cordon`, `drain`, `resume` and `down`
final class NodeActions {
  private static final String NODE = "CLUSTER/NODE";
  private static final String REASON = "In your words, for whoever asks.";

  private final Session session;

  NodeActions(Session session) {
    this.session = session;
  }

  @Command(name = "node")
  int node(@Parameters(paramLabel = NODE) String node) {
    var name = Ids.node(node);
    return session.show(
        Call.get(Paths.of(Paths.NODE, name.cluster(), name.node())),
        Supply.Node.class,
        found -> found.cluster() + "/" + found.node(),
        new SupplySheets(session.times())::node);
  }

  @Command(name = "cordon")
  int cordon(
      @Parameters(paramLabel = NODE, arity = "1..*") String[] nodes,
      @Option(names = "--reason", required = true, paramLabel = "TEXT", description = REASON)
          String reason) {
    return change(nodes, new Supply.NodeStateChange(Supply.NodeState.CORDONED, reason));
  }

  @Command(name = "drain")
  int drain(
      @Parameters(paramLabel = NODE, arity = "1..*") String[] nodes,
      @Option(names = "--reason", required = true, paramLabel = "TEXT", description = REASON)
          String reason) {
    return change(nodes, new Supply.NodeStateChange(Supply.NodeState.DRAINING, reason));
  }

  @Command(name = "resume")
  int resume(
      @Parameters(paramLabel = NODE, arity = "1..*") String[] nodes,
      @Option(names = "--reason", paramLabel = "TEXT", description = REASON)
          @Nullable String reason) {
    return change(nodes, new Supply.NodeStateChange(Supply.NodeState.READY, reason));
  }

  @Command(name = "down")
  int down(
      @Parameters(paramLabel = NODE, arity = "1..*") String[] nodes,
      @Option(names = "--reason", required = true, paramLabel = "TEXT", description = REASON)
          String reason) {
    return change(nodes, new Supply.NodeStateChange(Supply.NodeState.DOWN, reason));
  }

  private int change(String[] nodes, Supply.NodeStateChange change) {
    for (var node : nodes) {
      var name = Ids.node(node);
      var path = Paths.of(Paths.NODE_STATE, name.cluster(), name.node());
      var document = session.client().send(Call.put(path, change));
      session.done(
          document, name.toString(), name + " is " + JobSheets.words(change.state().name()) + ".");
    }
    return Exit.OK.code();
  }
}
