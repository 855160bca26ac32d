package org.suanli.cli.command;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.suanli.api.Amount;
import org.suanli.api.Books;
import org.suanli.api.Prices;

/// Re-adds a statement from the ledger, ratings and prices.
///
/// Each charge and credit costs its PFLOPS-hours times the price in force when it was posted,
/// rounded half-even to a milli-fen; card time is rated first, rounded half-even to a
/// nano-PFLOPS-hour. Totals add rounded lines.
final class StatementCheck {
  private static final int PFLOPS_HOUR_DECIMALS = 9;
  private static final int YUAN_DECIMALS = 5;

  /// Card-seconds × TFLOPS ÷ this = PFLOPS-hours.
  private static final BigDecimal RATING_DIVISOR = BigDecimal.valueOf(3_600_000);

  private final Books.Statement statement;
  private final List<Books.LedgerEntry> entries;
  private final List<String> findings = new ArrayList<>();

  private StatementCheck(Books.Statement statement, List<Books.LedgerEntry> entries) {
    this.statement = statement;
    this.entries = entries;
  }

  /// What does not add up, each as a sentence; empty if all does.
  ///
  /// @param entries of the ledger within the statement's window
  static List<String> of(Books.Statement statement, List<Books.LedgerEntry> entries) {
    var check = new StatementCheck(statement, entries);
    check.digest();
    check.lines();
    check.totals();
    check.price();
    return List.copyOf(check.findings);
  }

  private void digest() {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      var digest =
          HexFormat.of()
              .formatHex(sha256.digest(statement.text().getBytes(StandardCharsets.UTF_8)));
      if (!digest.equals(statement.digest())) {
        findings.add(
            "The digest (" + statement.digest() + ") must be that of the text (" + digest + ").");
      }
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }

  private void lines() {
    int shown = statement.lines().size();
    if (shown > entries.size() || !statement.lines().equals(entries.subList(0, shown))) {
      findings.add("The entries of the statement must be the first of the ledger.");
    }
    long last = -1;
    for (var line : entries) {
      if (line.sequence() <= last) {
        findings.add("Entry " + line.sequence() + " must come once and in order.");
      }
      last = line.sequence();
      boolean isWithin =
          !line.at().isBefore(statement.window().from())
              && line.at().isBefore(statement.window().until());
      if (!isWithin) {
        findings.add("Entry " + line.sequence() + " must lie within the window.");
      }
      if (line.ratingVersion() != null && rating(line).isEmpty()) {
        findings.add(
            "The rating that entry " + line.sequence() + " names must be on the statement.");
      }
    }
  }

  private void totals() {
    var charged = new AmountSum();
    var credited = new AmountSum();
    var borne = new AmountSum();
    for (var line : entries) {
      switch (line.kind()) {
        case "CHARGE" -> charged.add(line.amount());
        case "CREDIT", "CREDIT_LATE" -> credited.add(line.amount());
        case "BEAR" -> borne.add(line.amount());
        // Other kinds move nothing that is due.
        default -> {}
      }
    }
    var printed = new Totals(new AmountSum(), new AmountSum(), new AmountSum(), new AmountSum());
    for (var total : statement.totals()) {
      printed.charged().add(total.charged());
      printed.credited().add(total.credited());
      printed.borne().add(total.borne());
      printed.due().add(total.due());
    }
    for (var unit : Amount.Unit.values()) {
      compare("charged", unit, printed.charged().of(unit), charged.of(unit));
      compare("credited", unit, printed.credited().of(unit), credited.of(unit));
      compare("borne", unit, printed.borne().of(unit), borne.of(unit));
      compare("due", unit, printed.due().of(unit), charged.of(unit).subtract(credited.of(unit)));
    }
  }

  private record Totals(AmountSum charged, AmountSum credited, AmountSum borne, AmountSum due) {}

  private void compare(String what, Amount.Unit unit, BigDecimal printed, BigDecimal recomputed) {
    if (printed.compareTo(recomputed) != 0) {
      findings.add(
          "The total %s (%s) in %s must be the sum of its entries (%s)."
              .formatted(
                  what,
                  printed.toPlainString(),
                  JobSheets.words(unit.name()),
                  recomputed.toPlainString()));
    }
  }

  private void price() {
    var printed = statement.price();
    if (printed == null) {
      return;
    }
    var sum = BigDecimal.ZERO;
    for (var line : entries) {
      sum = sum.add(cost(line));
    }
    if (new BigDecimal(printed.amount()).compareTo(sum) != 0) {
      findings.add(
          "The price ("
              + printed.amount()
              + ") must be the sum of its entries' ("
              + sum.setScale(YUAN_DECIMALS, RoundingMode.UNNECESSARY).toPlainString()
              + ").");
    }
  }

  private BigDecimal cost(Books.LedgerEntry line) {
    boolean isCredit = line.kind().startsWith("CREDIT");
    var price = priceAt(line.at());
    if (!isCredit && !line.kind().equals("CHARGE") || price.isEmpty()) {
      return BigDecimal.ZERO;
    }
    var cost =
        pflopsHours(line)
            .map(
                amount ->
                    amount
                        .multiply(new BigDecimal(price.get().perPflopsHour().amount()))
                        .setScale(YUAN_DECIMALS, RoundingMode.HALF_EVEN))
            .orElse(BigDecimal.ZERO);
    return isCredit ? cost.negate() : cost;
  }

  private Optional<BigDecimal> pflopsHours(Books.LedgerEntry line) {
    if (line.amount().unit() == Amount.Unit.PFLOPS_HOURS) {
      return Optional.of(new BigDecimal(line.amount().amount()));
    }
    var metered = line.metered();
    if (metered == null) {
      return Optional.empty();
    }
    return rating(line)
        .map(
            rating ->
                new BigDecimal(metered.used().amount())
                    .multiply(new BigDecimal(rating.teraflops()))
                    .divide(RATING_DIVISOR, PFLOPS_HOUR_DECIMALS, RoundingMode.HALF_EVEN));
  }

  private Optional<Prices.Rating> rating(Books.LedgerEntry line) {
    var metered = line.metered();
    var version = line.ratingVersion();
    if (metered == null || version == null) {
      return Optional.empty();
    }
    return statement.ratings().stream()
        .filter(rating -> rating.model().equals(metered.model()) && rating.version() == version)
        .findFirst();
  }

  /// The latest of the prices that were in force.
  private Optional<Prices.Price> priceAt(Instant at) {
    return statement.prices().stream()
        .filter(price -> !price.since().isAfter(at))
        .reduce((one, other) -> other.version() > one.version() ? other : one);
  }
}
