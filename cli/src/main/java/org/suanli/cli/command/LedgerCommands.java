package org.suanli.cli.command;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.suanli.api.Allocations;
import org.suanli.api.Books;
import org.suanli.api.Paths;
import org.suanli.cli.terminal.Exit;
import org.suanli.cli.terminal.Failure;
import org.suanli.cli.terminal.Times;
import org.suanli.cli.wire.Query;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `suanli ledger`
@Command(name = "ledger")
final class LedgerCommands {
  private static final String CHANGED =
      "The books changed while they were read.\nMaybe try again when fewer jobs start and end.";

  private final Session session;

  LedgerCommands(Session session) {
    this.session = session;
  }

  /// Which entries.
  static final class Filter {
    @Option(names = "--organization", paramLabel = "NAME", description = "Of one organization.")
    @Nullable String organization;

    @Option(names = "--allocation", paramLabel = "ID", description = "Of one allocation.")
    @Nullable String allocation;

    @Option(names = "--job", paramLabel = "JOB", description = "Of one job.")
    @Nullable String job;

    @Option(names = "--from", paramLabel = "TIME", description = "Posted since.")
    @Nullable String from;

    @Option(names = "--until", paramLabel = "TIME", description = "Posted before.")
    @Nullable String until;
  }

  @Command(name = "list", description = "List entries: each an amount between two accounts.")
  int list(@Mixin Filter filter, @Mixin Paging paging) {
    var clock = session.surroundings().clock();
    var query =
        Query.none()
            .with("organization", filter.organization)
            .with(
                "allocation", filter.allocation == null ? null : Ids.allocation(filter.allocation))
            .with("job", filter.job == null ? null : Ids.job(filter.job))
            .with("from", filter.from == null ? null : Moments.parse(filter.from, clock))
            .with("until", filter.until == null ? null : Moments.parse(filter.until, clock));
    return session.list(Paths.LEDGER, query, paging, entries(session.times()));
  }

  @Command(
      name = "verify",
      description =
          "Add up all entries here and compare them to the balances of the allocations; exit code"
              + " 1 if they differ.")
  int verify() {
    var all = new Paging();
    all.isEverything = true;
    // Entries that are posted meanwhile make the two differ, so the balances are read twice.
    var before = allocations(all);
    var entries = session.fetch(Paths.LEDGER, Query.none(), all).read(Books.LedgerEntry.class);
    var findings = LedgerCheck.of(entries, before);
    if (!findings.isEmpty()) {
      throw new Failure(
          Exit.REFUSED, before.equals(allocations(all)) ? findings : List.of(CHANGED));
    }
    session
        .printer()
        .note(
            "Verified: "
                + entries.size()
                + " entries on "
                + before.size()
                + (before.size() == 1 ? " allocation" : " allocations")
                + " add up to what was granted, reserved, charged and borne.");
    return Exit.OK.code();
  }

  private List<Allocations.Allocation> allocations(Paging all) {
    return session.fetch(Paths.ALLOCATIONS, Query.none(), all).read(Allocations.Allocation.class);
  }

  static Listing<Books.LedgerEntry> entries(Times times) {
    return new Listing<>(
        Books.LedgerEntry.class,
        entry -> String.valueOf(entry.sequence()),
        List.of(
            Column.number("ENTRY", Books.LedgerEntry::sequence),
            Column.text("TIME (" + times.zone() + ")", entry -> times.second(entry.at())),
            Column.text("KIND", entry -> JobSheets.words(entry.kind())),
            Column.text("ALLOCATION", Books.LedgerEntry::allocation),
            Column.text("FROM", entry -> JobSheets.words(entry.from())),
            Column.text("TO", entry -> JobSheets.words(entry.to())),
            Column.number("AMOUNT", entry -> Amounts.shown(entry.amount())),
            Column.text("ATTEMPT", Books.LedgerEntry::attempt),
            Column.flexible("METERED", LedgerCommands::metered),
            Column.number("RATING", Books.LedgerEntry::ratingVersion)));
  }

  private static String metered(Books.LedgerEntry entry) {
    var metered = entry.metered();
    return metered == null
        ? "-"
        : Amounts.shown(metered.used())
            + " of "
            + Amounts.accelerators(metered.milliAccelerators())
            + " × "
            + metered.model();
  }
}
