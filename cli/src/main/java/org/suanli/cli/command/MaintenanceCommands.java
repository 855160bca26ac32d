package org.suanli.cli.command;

import org.suanli.api.Paths;
import org.suanli.api.Supply;
import org.suanli.api.Window;
import org.suanli.cli.wire.Call;
import org.suanli.cli.wire.Query;
import org.suanli.cli.wire.Wire;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `suanli maintenances`
@Command(name = "maintenances")
final class MaintenanceCommands {
  private final Session session;

  MaintenanceCommands(Session session) {
    this.session = session;
  }

  @Command(name = "list", description = "List maintenance that is planned.")
  int list(@Mixin Paging paging) {
    var sheets = new SupplySheets(session.times());
    return session.list(Paths.MAINTENANCES, Query.none(), paging, sheets.maintenances());
  }

  @Command(
      name = "add",
      aliases = "plan",
      description = "Plan maintenance: nothing runs on the node meanwhile.")
  int add(
      @Parameters(paramLabel = "CLUSTER/NODE") String node,
      @Option(
              names = "--from",
              required = true,
              paramLabel = "TIME",
              description = "2026-03-05, or an instant.")
          String from,
      @Option(
              names = "--until",
              required = true,
              paramLabel = "TIME",
              description = "The first instant after it.")
          String until,
      @Option(
              names = "--reason",
              required = true,
              paramLabel = "TEXT",
              description = "For whoever asks why nothing runs there.")
          String reason) {
    var name = Ids.node(node);
    var clock = session.surroundings().clock();
    var window = new Window(Moments.parse(from, clock), Moments.parse(until, clock));
    var document =
        session.create(
            Paths.MAINTENANCES,
            new Supply.NewMaintenance(name.cluster(), name.node(), window, reason));
    var id = Wire.read(document, Supply.Maintenance.class).maintenance();
    return session.done(document, id, id + " of " + name + " is planned.");
  }

  @Command(name = "remove", aliases = "cancel", description = "Cancel maintenance.")
  int remove(@Parameters(paramLabel = "MAINTENANCE") String maintenance) {
    var id = Ids.maintenance(maintenance);
    var document = session.client().send(Call.delete(Paths.of(Paths.MAINTENANCE, id)));
    return session.done(document, id, id + " is cancelled.");
  }
}
