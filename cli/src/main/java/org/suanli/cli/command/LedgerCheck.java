package org.suanli.cli.command;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.suanli.api.Allocations;
import org.suanli.api.Amount;
import org.suanli.api.Books;

/// Adds up the books: every entry, against the balances that the server shows.
///
/// Accounts of an allocation start at nothing; an entry takes its amount from one and gives it to
/// another. What was granted is what all entries of kind GRANT gave.
final class LedgerCheck {
  private static final String GRANT = "GRANT";

  /// Card-hours come as card-seconds where they are exact.
  private static final BigDecimal SECONDS_PER_HOUR = BigDecimal.valueOf(3_600);

  private final TreeMap<String, TreeMap<String, BigDecimal>> balances = new TreeMap<>();
  private final List<String> findings = new ArrayList<>();

  private LedgerCheck() {}

  /// What does not add up, each as a sentence; empty if all does.
  ///
  /// @param entries all that the books hold of the allocations, in the order of the journal
  static List<String> of(
      List<Books.LedgerEntry> entries, List<Allocations.Allocation> allocations) {
    var check = new LedgerCheck();
    check.add(entries);
    allocations.forEach(check::compare);
    return List.copyOf(check.findings);
  }

  private void add(List<Books.LedgerEntry> entries) {
    long last = -1;
    for (var entry : entries) {
      if (entry.sequence() <= last) {
        findings.add("Entry " + entry.sequence() + " must come once and in order.");
      }
      last = entry.sequence();
      if (entry.from().equals(entry.to())) {
        findings.add(
            "Entry "
                + entry.sequence()
                + " must go from one account ("
                + entry.from()
                + ") to"
                + " another.");
      }
      var accounts = balances.computeIfAbsent(entry.allocation(), _ -> new TreeMap<>());
      var amount = base(entry.amount());
      accounts.merge(entry.from(), amount.negate(), BigDecimal::add);
      accounts.merge(entry.to(), amount, BigDecimal::add);
      if (entry.kind().equals(GRANT)) {
        accounts.merge(GRANT, amount, BigDecimal::add);
      }
    }
  }

  private void compare(Allocations.Allocation allocation) {
    compare(allocation, "granted", allocation.granted(), GRANT);
    compare(allocation, "reserved", allocation.reserved(), "RESERVED");
    compare(allocation, "charged", allocation.charged(), "CHARGED");
    compare(allocation, "borne", allocation.borne(), "BORNE");
  }

  private void compare(
      Allocations.Allocation allocation, String name, Amount shown, String account) {
    var sum =
        balances
            .getOrDefault(allocation.allocation(), new TreeMap<>())
            .getOrDefault(account, BigDecimal.ZERO);
    if (base(shown).compareTo(sum) != 0) {
      findings.add(
          "What %s shows as %s (%s) must be the sum of its entries (%s)."
              .formatted(
                  allocation.allocation(), name, base(shown).toPlainString(), sum.toPlainString()));
    }
  }

  private static BigDecimal base(Amount amount) {
    var value = new BigDecimal(amount.amount());
    return switch (amount.unit()) {
      case PFLOPS_HOURS, CARD_SECONDS -> value;
      case CARD_HOURS -> value.multiply(SECONDS_PER_HOUR);
    };
  }
}
