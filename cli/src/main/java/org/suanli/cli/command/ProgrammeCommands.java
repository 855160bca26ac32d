package org.suanli.cli.command;

import java.util.List;
import org.suanli.api.Allocations;
import org.suanli.api.Paths;
import org.suanli.cli.wire.Call;
import org.suanli.cli.wire.Query;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `suanli programmes`
@Command(name = "programmes")
final class ProgrammeCommands {
  private final Session session;

  ProgrammeCommands(Session session) {
    this.session = session;
  }

  @Command(name = "list", description = "List programmes.")
  int list(@Mixin Paging paging) {
    return session.list(
        Paths.PROGRAMMES,
        Query.none(),
        paging,
        new Listing<>(
            Allocations.Programme.class,
            Allocations.Programme::programme,
            List.of(Column.text("PROGRAMME", Allocations.Programme::programme))));
  }

  @Command(name = "add", aliases = "create", description = "Add a programme.")
  int add(@Parameters(paramLabel = "PROGRAMME") String programme) {
    var path = Paths.of(Paths.PROGRAMME, programme);
    var document = session.client().send(Call.put(path, new Allocations.Programme(programme)));
    return session.done(document, programme, "The programme " + programme + " is added.");
  }
}
