package org.suanli.server.demo;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.suanli.api.Books;

/// A statement's charges and credits, a line each.
final class Bill {
  private static final int DECIMALS = 9;
  private static final int CARD_DECIMALS = 6;

  private Bill() {}

  static List<String> lines(Books.Statement statement) {
    var lines = new ArrayList<String>();
    lines.add(line("", "", "card-hours", "PFLOPS-hours", ""));
    for (var entry : statement.lines()) {
      var metered = entry.metered();
      if (metered != null) {
        var sign = entry.kind().startsWith("CREDIT") ? "-" : "";
        lines.add(
            line(
                words(entry.kind()),
                String.valueOf(entry.attempt()),
                sign + metered.used().toHours(CARD_DECIMALS),
                sign + entry.amount().toHours(DECIMALS),
                accelerators(metered)
                    + (entry.ratingVersion() == null ? "" : ", rating " + entry.ratingVersion())));
      }
    }
    for (var total : statement.totals()) {
      var price = statement.price();
      lines.add(
          line(
              "to pay",
              "",
              "",
              total.due().toHours(DECIMALS),
              price == null ? "" : price.amount() + " yuan"));
    }
    for (var rating : statement.ratings()) {
      lines.add(
          "rating %d of %s: %s TFLOPS dense %s, %s"
              .formatted(
                  rating.version(),
                  rating.model(),
                  rating.teraflops(),
                  rating.precision(),
                  rating.source()));
    }
    return lines;
  }

  private static String words(String kind) {
    return switch (kind) {
      case "CHARGE" -> "charged";
      case "CREDIT", "CREDIT_LATE" -> "credited, lost by the platform";
      case "BEAR" -> "borne by the platform";
      default -> kind;
    };
  }

  private static String accelerators(Books.Metered metered) {
    var count = BigDecimal.valueOf(metered.milliAccelerators(), 3).stripTrailingZeros();
    return count.toPlainString() + " × " + metered.model();
  }

  private static String line(
      String what, String attempt, String cardHours, String pflopsHours, String note) {
    return "%-31s %-8s %11s %14s   %s"
        .formatted(what, attempt, cardHours, pflopsHours, note)
        .stripTrailing();
  }
}
