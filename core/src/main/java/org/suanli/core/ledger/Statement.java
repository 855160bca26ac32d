package org.suanli.core.ledger;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.suanli.core.allocation.Allocation;
import org.suanli.core.supply.Rating;
import org.suanli.core.units.AllocationId;
import org.suanli.core.units.Amount;
import org.suanli.core.units.Conversion;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.Money;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.Window;

/// What an organization's allocations held, and every entry on them in a window, as text that
/// anyone can re-add.
///
/// It is fed facts in the order of the journal, from wherever they are kept; the same facts give
/// the same bytes. Money is derived: each charge and credit, in PFLOPS-hours by its rating, times
/// the price in force when it was posted, rounded half-even to a milli-fen; totals add rounded
/// lines.
public final class Statement {
  private static final BigDecimal MILLI_FEN_PER_YUAN = BigDecimal.valueOf(100_000);
  private static final BigDecimal BASE_PER_CARD_HOUR = BigDecimal.valueOf(3_600_000_000L);
  private static final int CARD_HOUR_DIGITS = 9;

  private final OrganizationId organization;
  private final Window window;
  private final LinkedHashMap<AllocationId, Page> pages = new LinkedHashMap<>();
  private final TreeMap<ModelName, TreeMap<Integer, Rating>> ratings = new TreeMap<>();
  private final List<String> prices = new ArrayList<>();
  private final TreeMap<String, Rating> ratingsUsed = new TreeMap<>();
  private Optional<Money> price = Optional.empty();

  /// One allocation's share of the statement.
  private static final class Page {
    final Allocation allocation;
    final EnumMap<Account, Long> opening = new EnumMap<>(Account.class);
    final EnumMap<Account, Long> closing = new EnumMap<>(Account.class);
    final EnumMap<Transfer.Kind, Long> totals = new EnumMap<>(Transfer.Kind.class);
    final List<String> lines = new ArrayList<>();
    long milliFen;

    Page(Allocation allocation) {
      this.allocation = allocation;
    }
  }

  public Statement(OrganizationId organization, Window window) {
    this.organization = organization;
    this.window = window;
  }

  public void granted(Allocation allocation) {
    if (allocation.owner().organization().equals(organization)) {
      pages.put(allocation.id(), new Page(allocation));
    }
  }

  public void rated(Rating rating) {
    ratings.computeIfAbsent(rating.model(), _ -> new TreeMap<>()).put(rating.version(), rating);
  }

  /// @param from when the price came into force
  public void priced(int version, Money perPflopsHour, Instant from) {
    price = Optional.of(perPflopsHour);
    if (from.isBefore(window.until())) {
      prices.add(
          "price %d: %s yuan per PFLOPS-hour from %s"
              .formatted(version, yuan(perPflopsHour.milliFen()), from));
    }
  }

  /// @param entry the transfer's number in the journal
  public void posted(long entry, Instant at, Transfer transfer) {
    var page = pages.get(transfer.allocation());
    if (page == null || !at.isBefore(window.until())) {
      return;
    }
    long amount = transfer.amount().value();
    page.closing.merge(transfer.kind().from(), -amount, Math::addExact);
    page.closing.merge(transfer.kind().to(), amount, Math::addExact);
    if (!window.contains(at)) {
      page.opening.putAll(page.closing);
      return;
    }
    page.totals.merge(transfer.kind(), amount, Math::addExact);
    long milliFen = milliFen(transfer);
    page.milliFen = Math.addExact(page.milliFen, milliFen);
    page.lines.add(line(entry, at, transfer, milliFen));
  }

  /// The statement of what it was fed so far.
  public String text() {
    var text = new StringBuilder();
    text.append("Statement of ").append(organization).append('\n');
    text.append("From %s until %s\n".formatted(window.from(), window.until()));
    prices.forEach(line -> text.append(line).append('\n'));
    ratingsUsed.values().forEach(rating -> text.append(describe(rating)).append('\n'));
    long milliFen = 0;
    for (var page : pages.values()) {
      // What was granted later, though for an earlier time, is not part of it.
      if (!page.closing.isEmpty()) {
        append(text, page);
        milliFen = Math.addExact(milliFen, page.milliFen);
      }
    }
    return text.append("\nTotal: ").append(yuan(milliFen)).append(" yuan\n").toString();
  }

  private static void append(StringBuilder text, Page page) {
    var allocation = page.allocation;
    var unit = allocation.grant().amount().unit();
    text.append(
        "\n%s of programme %s: %s, usable from %s until %s\n"
            .formatted(
                allocation.id(),
                allocation.programme(),
                quantity(allocation.grant().amount()),
                allocation.window().from(),
                allocation.window().until()));
    text.append("opening: ").append(balances(page.opening, unit)).append('\n');
    page.lines.forEach(line -> text.append(line).append('\n'));
    text.append("closing: ").append(balances(page.closing, unit)).append('\n');
    for (Map.Entry<Transfer.Kind, Long> total : page.totals.entrySet()) {
      text.append(
          "sum of %s: %s\n"
              .formatted(total.getKey(), quantity(new Amount(unit, total.getValue()))));
    }
    text.append("cost: ").append(yuan(page.milliFen)).append(" yuan\n");
  }

  private static String balances(EnumMap<Account, Long> balances, Amount.Unit unit) {
    if (balances.isEmpty()) {
      return "nothing";
    }
    return String.join(
        ", ",
        balances.entrySet().stream()
            .map(entry -> entry.getKey() + " " + quantity(new Amount(unit, entry.getValue())))
            .toList());
  }

  private String line(long entry, Instant at, Transfer transfer, long milliFen) {
    var line = new StringBuilder();
    line.append("%d %s %s ".formatted(entry, at, transfer.kind()));
    line.append(quantity(transfer.amount()));
    transfer.attempt().ifPresent(attempt -> line.append(" for ").append(attempt));
    transfer
        .metered()
        .ifPresent(
            segment -> {
              line.append(
                  ": %s × %s from %s until %s"
                      .formatted(
                          thousandths(segment.held().milli()),
                          segment.model(),
                          segment.window().from(),
                          segment.window().until()));
              rating(transfer)
                  .ifPresentOrElse(
                      rating -> {
                        ratingsUsed.put(rating.model() + " " + rating.version(), rating);
                        line.append(", rating ").append(rating.version());
                      },
                      () -> line.append(", not rated"));
            });
    if (milliFen != 0) {
      line.append(", ").append(yuan(milliFen)).append(" yuan");
    }
    return line.toString();
  }

  private Optional<Rating> rating(Transfer transfer) {
    return transfer
        .metered()
        .filter(_ -> transfer.ratingVersion() > 0)
        .map(
            segment ->
                Objects.requireNonNull(
                    ratings
                        .getOrDefault(segment.model(), new TreeMap<>())
                        .get(transfer.ratingVersion()),
                    () -> "The rating " + transfer.ratingVersion() + " was never published."));
  }

  /// What a charge costs; a credit costs less than nothing.
  private long milliFen(Transfer transfer) {
    int sign =
        switch (transfer.kind()) {
          case CHARGE -> 1;
          case CREDIT, CREDIT_LATE -> -1;
          case GRANT, RESERVE, RELEASE, BEAR, EXPIRE -> 0;
        };
    if (sign == 0 || price.isEmpty()) {
      return 0;
    }
    return switch (transfer.amount().unit()) {
      case NANO_PFLOPS_HOURS -> sign * cost(transfer.amount(), price.get());
      case MILLI_ACCELERATOR_MILLIS ->
          rating(transfer)
              .map(
                  rating ->
                      Conversion.toPflopsHours(
                          transfer.metered().orElseThrow().used(), rating.throughput()))
              .map(rated -> sign * cost(rated, price.get()))
              .orElse(0L);
    };
  }

  private static long cost(Amount pflopsHours, Money price) {
    return Conversion.priceOf(pflopsHours, price).milliFen();
  }

  private static String describe(Rating rating) {
    return "rating %d of %s: %s TFLOPS dense %s (%s)"
        .formatted(
            rating.version(),
            rating.model(),
            plain(BigDecimal.valueOf(rating.throughput().perSecond(), 6)),
            rating.precision(),
            rating.source());
  }

  private static String quantity(Amount amount) {
    return switch (amount.unit()) {
      case NANO_PFLOPS_HOURS -> plain(BigDecimal.valueOf(amount.value(), 9)) + " PFLOPS-hours";
      case MILLI_ACCELERATOR_MILLIS ->
          plain(
                  BigDecimal.valueOf(amount.value())
                      .divide(BASE_PER_CARD_HOUR, CARD_HOUR_DIGITS, RoundingMode.HALF_EVEN))
              + " card-hours";
    };
  }

  private static String thousandths(long milli) {
    return plain(BigDecimal.valueOf(milli, 3));
  }

  private static String yuan(long milliFen) {
    return BigDecimal.valueOf(milliFen).divide(MILLI_FEN_PER_YUAN).setScale(5).toPlainString();
  }

  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }
}
