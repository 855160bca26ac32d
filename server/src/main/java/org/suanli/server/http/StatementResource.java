package org.suanli.server.http;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.TreeSet;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.suanli.api.Books;
import org.suanli.api.ErrorCode;
import org.suanli.api.Money;
import org.suanli.api.Paths;
import org.suanli.api.Prices;
import org.suanli.core.ledger.Statement;
import org.suanli.core.ledger.Transfer;
import org.suanli.core.units.Amount;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.Window;

/// Statements: what an organization used in a window, for anyone to re-add.
@RestController
final class StatementResource {
  /// Entries of one statement; more are asked for by shorter windows.
  private static final int LINES_MAX = 100_000;

  private static final String TOTAL = "Total: ";
  private static final String TOTAL_UNIT = " yuan";

  private final StatementFacts facts;
  private final Billing billing;

  StatementResource(StatementFacts facts, Billing billing) {
    this.facts = facts;
    this.billing = billing;
  }

  @GetMapping(Paths.STATEMENT)
  ResponseEntity<Books.Statement> show(@PathVariable String organization, Billing.Asked asked) {
    var id = Wire.parse(() -> new OrganizationId(organization));
    facts.requireKnown(id);
    var window = billing.window(asked);
    var collected = new Collected(window);
    var statement = new Statement(id, window);
    facts.feed(statement, id, Long.MAX_VALUE, collected::add);
    var text = statement.text();
    var digest = Statements.digest(text);
    return ResponseEntity.ok()
        .eTag(digest)
        .body(
            new Books.Statement(
                id.value(),
                Wire.window(window),
                billing.zone().getId(),
                facts.ratings(collected.ratings),
                prices(window.until()),
                collected.lines,
                collected.totals(),
                price(text, window.until()),
                text,
                digest));
  }

  private List<Prices.Price> prices(Instant until) {
    return facts.prices().stream().filter(price -> price.since().isBefore(until)).toList();
  }

  /// The text's own total: there is one computation of it.
  private @org.jspecify.annotations.Nullable Money price(String text, Instant until) {
    if (prices(until).isEmpty()) {
      return null;
    }
    var last = text.strip().lines().reduce("", (_, line) -> line);
    return new Money(
        Money.YUAN, last.substring(TOTAL.length(), last.length() - TOTAL_UNIT.length()));
  }

  /// What of the entries goes into the answer beside the text.
  private static final class Collected {
    private final Window window;
    private final List<Books.LedgerEntry> lines = new ArrayList<>();
    private final TreeSet<StatementFacts.RatingKey> ratings = new TreeSet<>();
    private final EnumMap<Amount.Unit, EnumMap<Transfer.Kind, Long>> sums =
        new EnumMap<>(Amount.Unit.class);

    Collected(Window window) {
      this.window = window;
    }

    void add(LedgerQueries.Entry entry) {
      if (!window.contains(entry.at())) {
        return;
      }
      var transfer = entry.transfer();
      sums.computeIfAbsent(transfer.amount().unit(), _ -> new EnumMap<>(Transfer.Kind.class))
          .merge(transfer.kind(), transfer.amount().value(), Math::addExact);
      transfer
          .metered()
          .filter(_ -> transfer.ratingVersion() > 0)
          .ifPresent(
              segment ->
                  ratings.add(
                      new StatementFacts.RatingKey(
                          segment.model().value(), transfer.ratingVersion())));
      if (lines.size() == LINES_MAX) {
        throw new ProblemException(
            ErrorCode.LIMIT,
            List.of(
                "The entries of a statement must not exceed %d.\nMaybe ask for a shorter window."
                    .formatted(LINES_MAX)));
      }
      lines.add(LedgerQueries.toWire(entry));
    }

    List<Books.Total> totals() {
      return sums.entrySet().stream()
          .map(
              entry -> {
                var kinds = entry.getValue();
                long charged = kinds.getOrDefault(Transfer.Kind.CHARGE, 0L);
                long credited =
                    Math.addExact(
                        kinds.getOrDefault(Transfer.Kind.CREDIT, 0L),
                        kinds.getOrDefault(Transfer.Kind.CREDIT_LATE, 0L));
                long borne = kinds.getOrDefault(Transfer.Kind.BEAR, 0L);
                var unit = entry.getKey();
                return new Books.Total(
                    Wire.amount(new Amount(unit, charged)),
                    Wire.amount(new Amount(unit, credited)),
                    Wire.amount(new Amount(unit, borne)),
                    Wire.amount(new Amount(unit, Math.subtractExact(charged, credited))));
              })
          .toList();
    }
  }
}
