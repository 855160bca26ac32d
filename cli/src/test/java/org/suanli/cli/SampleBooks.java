package org.suanli.cli;

import static org.suanli.cli.SampleJobs.at;
import static org.suanli.cli.SampleJobs.cardSeconds;
import static org.suanli.cli.SampleJobs.pflopsHours;

import java.time.Instant;
import java.util.List;
import org.suanli.api.Amount;
import org.suanli.api.Books;
import org.suanli.api.Money;
import org.suanli.api.Page;
import org.suanli.api.Paths;
import org.suanli.api.Prices;
import org.suanli.api.Window;

/// Books that add up.
final class SampleBooks {
  private static final String TEXT = "Statement of ocean\n\nTotal: 37.56000 yuan\n";

  /// Of the text above, by sha256sum.
  private static final String DIGEST =
      "8de5985b48c996e6b4e31c5c187c39fd9ed66aa4db80dcd8fe53fdda855c165a";

  private static final Window MARCH =
      new Window(Instant.parse("2026-02-28T16:00:00Z"), at("31T16:00:00"));

  private SampleBooks() {}

  static Prices.Rating rating() {
    return new Prices.Rating(
        "Ascend 910B2", Prices.Precision.FP16, "313", 1, at("01T00:00:00"), "its data sheet");
  }

  static Prices.Price price() {
    return new Prices.Price(2, SampleCentre.yuan("12.50000"), at("01T00:00:00"));
  }

  /// 16 accelerators for an hour: 16 × 0.313 PFLOPS-hours, at 12.50 yuan each.
  static List<Books.LedgerEntry> entries() {
    var hour = new Window(at("02T01:00:03"), at("02T02:00:03"));
    var metered = new Books.Metered("Ascend 910B2", 16_000, hour, cardSeconds("57600.000000"));
    return List.of(
        new Books.LedgerEntry(
            43,
            at("02T01:00:03"),
            "ocean",
            "allocation-3",
            "RESERVE",
            "AVAILABLE",
            "RESERVED",
            pflopsHours("120.192000000"),
            "ocean/models",
            "job-7.1",
            null,
            null),
        new Books.LedgerEntry(
            47,
            at("02T02:00:03"),
            "ocean",
            "allocation-3",
            "CHARGE",
            "RESERVED",
            "CHARGED",
            pflopsHours("5.008000000"),
            "ocean/models",
            "job-7.1",
            metered,
            1),
        new Books.LedgerEntry(
            48,
            at("02T02:00:03"),
            "ocean",
            "allocation-3",
            "CREDIT",
            "LOSS",
            "AVAILABLE",
            pflopsHours("2.003200000"),
            "ocean/models",
            "job-7.1",
            metered,
            1));
  }

  static Books.Statement statement(Money price) {
    return new Books.Statement(
        "ocean",
        MARCH,
        "Asia/Shanghai",
        List.of(rating()),
        List.of(price()),
        entries(),
        List.of(
            new Books.Total(
                pflopsHours("5.008000000"), pflopsHours("2.003200000"),
                pflopsHours("0.000000000"), pflopsHours("3.004800000"))),
        price,
        TEXT,
        DIGEST);
  }

  static void on(CannedServer server) {
    server
        .on("GET " + Paths.LEDGER, new Page<>(entries(), null))
        .on(
            "GET " + Paths.USAGE,
            new Books.Usage(
                "ocean",
                MARCH,
                Books.Grouping.PROJECT,
                List.of(
                    new Books.UsageRow(
                        "ocean/models",
                        new Amount(Amount.Unit.CARD_SECONDS, "144000.000000"),
                        List.of(pflopsHours("5.008000000")),
                        List.of(),
                        List.of(pflopsHours("2.003200000")),
                        2))))
        .on("GET /api/v1/organizations/ocean/statement", statement(SampleCentre.yuan("37.56000")));
  }
}
