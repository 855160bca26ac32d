package org.suanli.cli.command;

import java.util.List;
import org.suanli.api.Paths;
import org.suanli.api.Supply;
import org.suanli.cli.wire.Call;
import org.suanli.cli.wire.Query;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `suanli clusters`
@Command(name = "clusters")
final class ClusterCommands {
  private final Session session;

  ClusterCommands(Session session) {
    this.session = session;
  }

  /// A cluster as it is set.
  static final class Description {
    @Option(names = "--site", required = true, paramLabel = "SITE", description = "Where it is.")
    String site = "";

    @Option(
        names = "--kind",
        required = true,
        paramLabel = "KIND",
        description = "${COMPLETION-CANDIDATES}.")
    Supply.ClusterKind kind = Supply.ClusterKind.LOCAL;

    @Option(names = "--images", description = "It runs container images.")
    boolean runsImages;

    @Option(names = "--trusted", description = "Tasks run without isolation between organizations.")
    boolean isTrusted;
  }

  @Command(name = "list", description = "List clusters and what their accelerators are doing.")
  int list(@Mixin Paging paging) {
    var sheets = new SupplySheets(session.times());
    return session.list(Paths.CLUSTERS, Query.none(), paging, sheets.clusters());
  }

  @Command(name = "show", description = "Show a cluster.")
  int show(@Parameters(paramLabel = "CLUSTER") String cluster) {
    var sheets = new SupplySheets(session.times());
    return session.show(
        Call.get(Paths.of(Paths.CLUSTER, cluster)),
        Supply.Cluster.class,
        Supply.Cluster::cluster,
        found ->
            new Sheet()
                .line("Cluster", found.cluster())
                .line("Site", found.site())
                .section("Accelerators", sheets.clusters(), List.of(found)));
  }

  @Command(name = "set", aliases = "add", description = "Add a cluster, or change it.")
  int set(@Parameters(paramLabel = "CLUSTER") String cluster, @Mixin Description description) {
    var body =
        new Supply.ClusterChange(
            description.site, description.kind, description.runsImages, description.isTrusted);
    var document = session.client().send(Call.put(Paths.of(Paths.CLUSTER, cluster), body));
    return session.done(document, cluster, "The cluster " + cluster + " is set.");
  }

  @Command(name = "remove", aliases = "delete", description = "Remove a cluster that has no nodes.")
  int remove(@Parameters(paramLabel = "CLUSTER") String cluster) {
    var document = session.client().send(Call.delete(Paths.of(Paths.CLUSTER, cluster)));
    return session.done(document, cluster, "The cluster " + cluster + " is removed.");
  }
}
