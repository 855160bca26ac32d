package org.suanli.cli.command;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.suanli.api.Books;
import org.suanli.api.Paths;
import org.suanli.cli.terminal.Exit;
import org.suanli.cli.wire.Call;
import org.suanli.cli.wire.Wire;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `suanli usage`
@Command(name = "usage")
final class UsageCommand implements Callable<Integer> {
  private final Session session;

  @Option(names = "--organization", paramLabel = "NAME", description = "One's own unless given.")
  @Nullable String organization;

  @Option(names = "--by", paramLabel = "GROUP", description = "${COMPLETION-CANDIDATES}.")
  Books.Grouping grouping = Books.Grouping.PROJECT;

  @Mixin WindowOptions window = new WindowOptions();

  UsageCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    var query =
        window
            .toQuery(session.surroundings().clock())
            .with("organization", session.organization(organization))
            .with("by", grouping);
    var document = session.client().send(Call.get(Paths.USAGE).withQuery(query));
    var rows = document.path("rows").values().stream().toList();
    if (session.printer().isForPeople()) {
      printTable(Wire.read(document, Books.Usage.class), rows);
    } else {
      session.printer().list(document, rows, listing(grouping));
    }
    return Exit.OK.code();
  }

  private void printTable(Books.Usage usage, List<JsonNode> rows) {
    var times = session.times();
    session
        .printer()
        .line(
            "Usage of %s from %s until %s (%s)"
                .formatted(
                    usage.organization(),
                    times.minute(usage.window().from()),
                    times.minute(usage.window().until()),
                    times.zone()));
    session.printer().list(Wire.tree(usage), rows, listing(usage.groupedBy()));
  }

  private static Listing<Books.UsageRow> listing(Books.Grouping grouping) {
    return new Listing<>(
        Books.UsageRow.class,
        Books.UsageRow::key,
        List.of(
            Column.text(grouping.name(), Books.UsageRow::key),
            Column.number("ATTEMPTS", Books.UsageRow::attempts),
            Column.number("USED (card-hours)", row -> Amounts.hours(row.used())),
            Column.number("CHARGED", row -> Amounts.shown(row.charged())),
            Column.number("CREDITED", row -> Amounts.shown(row.credited())),
            Column.number("BORNE BY THE PLATFORM", row -> Amounts.shown(row.borne()))));
  }
}
