package org.suanli.cli.command;

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
    var between = window.toWindow(session.surroundings().clock());
    var query = Query.none().with("from", between.from()).with("until", between.until());
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
    var findings = StatementCheck.of(statement);
    if (!findings.isEmpty()) {
      throw new Failure(Exit.REFUSED, findings);
    }
    session
        .printer()
        .note(
            "Verified: the digest, "
                + statement.lines().size()
                + " entries, the totals and the price are the recomputed ones.");
    return Exit.OK.code();
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
          .line("Due", Amounts.shown(total.due()));
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
        .line("Price", Amounts.shown(statement.price()))
        .line("Digest", "sha256:" + statement.digest())
        .section("Entries", LedgerCommands.entries(times), statement.lines());
  }
}
