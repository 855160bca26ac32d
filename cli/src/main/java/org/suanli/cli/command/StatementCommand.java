package org.suanli.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.suanli.api.Books;
import org.suanli.api.Paths;
import org.suanli.cli.terminal.Exit;
import org.suanli.cli.terminal.Failure;
import org.suanli.cli.wire.Call;
import org.suanli.cli.wire.Query;
import org.suanli.cli.wire.Wire;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `suanli statement`
@Command(name = "statement")
final class StatementCommand implements Callable<Integer> {
  private final Session session;

  @Option(names = "--organization", paramLabel = "NAME", description = "One's own unless given.")
  @Nullable String organization;

  @Option(
      names = "--verify",
      description =
          "Re-add it here from its entries, ratings and prices, and compare; exit code 1 if it"
              + " differs.")
  boolean isVerified;

  @Option(names = "--text", description = "Print the canonical text, which the digest is of.")
  boolean isText;

  @Mixin WindowOptions window = new WindowOptions();

  StatementCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    var query = window.toQuery(session.surroundings().clock());
    var path = Paths.of(Paths.STATEMENT, session.organization(organization));
    var document = session.client().send(Call.get(path).withQuery(query));
    var statement = Wire.read(document, Books.Statement.class);
    if (isText) {
      session.terminal().out().print(statement.text());
      session.terminal().out().flush();
    } else {
      session.printer().show(document, statement.digest(), () -> sheet(statement));
    }
    return isVerified ? verify(statement) : Exit.OK.code();
  }

  private int verify(Books.Statement statement) {
    var entries = entries(statement);
    var findings = StatementCheck.of(statement, entries);
    if (!findings.isEmpty()) {
      throw new Failure(Exit.REFUSED, explained(findings, statement));
    }
    session
        .printer()
        .note(
            "Verified: the digest, "
                + entries.size()
                + " entries of the ledger, the totals and the price are the recomputed ones.");
    return Exit.OK.code();
  }

  /// The ledger itself: a statement shows its first entries only.
  private List<Books.LedgerEntry> entries(Books.Statement statement) {
    var all = new Paging();
    all.isEverything = true;
    var query =
        Query.none()
            .with("organization", statement.organization())
            .with("from", statement.window().from())
            .with("until", statement.window().until());
    return session.fetch(Paths.LEDGER, query, all).read(Books.LedgerEntry.class);
  }

  private List<String> explained(List<String> findings, Books.Statement statement) {
    if (session.surroundings().clock().instant().isAfter(statement.window().until())) {
      return findings;
    }
    var sentences = new ArrayList<>(findings);
    sentences.set(
        sentences.size() - 1,
        sentences.getLast() + "\nMaybe entries were posted meanwhile: the window has not ended.");
    return sentences;
  }

  private Sheet sheet(Books.Statement statement) {
    var times = session.times();
    var sheet =
        new Sheet()
            .line("Organization", statement.organization())
            .line("From", times.both(statement.window().from()))
            .line("Until", times.both(statement.window().until()))
            .line("Billing zone", statement.zone());
    for (var total : statement.totals()) {
      sheet
          .line("Charged", Amounts.shown(total.charged()))
          .line("Credited", Amounts.shown(total.credited()))
          .line("Borne by the platform", Amounts.shown(total.borne()))
          .line("To be paid", Amounts.shown(total.due()));
    }
    for (var price : statement.prices()) {
      sheet.line(
          "Price " + price.version(),
          Amounts.shown(price.perPflopsHour())
              + " per PFLOPS-hour since "
              + times.second(price.since()));
    }
    for (var rating : statement.ratings()) {
      sheet.line(
          "Rating " + rating.version() + " of " + rating.model(),
          rating.teraflops()
              + " TFLOPS dense "
              + rating.precision()
              + " ("
              + rating.source()
              + ")");
    }
    return sheet
        .line("In money", Amounts.shown(statement.price()))
        .line("Digest", "sha256:" + statement.digest())
        .section("First entries", LedgerCommands.entries(times), statement.lines());
  }
}
