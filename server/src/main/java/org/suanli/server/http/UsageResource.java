package org.suanli.server.http;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.suanli.api.Books;
import org.suanli.api.Paths;
import org.suanli.core.units.Amount;
import org.suanli.server.identity.Principal;
import org.suanli.server.identity.Times;

/// What was used, charged, borne and credited, from the same entries as statements.
@RestController
final class UsageResource {
  /// More groups than these are asked for by a shorter window or another grouping.
  private static final int ROWS_MAX = 1_000;

  private final JdbcClient database;
  private final Billing billing;

  UsageResource(JdbcClient database, Billing billing) {
    this.database = database;
    this.billing = billing;
  }

  /// @param organization one's own if left out; operators and auditors name one
  @GetMapping(Paths.USAGE)
  Books.Usage show(
      @RequestParam(required = false) @Nullable String organization,
      @RequestParam(defaultValue = "PROJECT") Books.Grouping by,
      Billing.Asked asked,
      Principal caller) {
    var of =
        Scoping.organization(caller, organization)
            .orElseThrow(() -> ProblemException.invalid("The organization must be given."));
    var window = billing.window(asked);
    var rows =
        database
            .sql(sql(by))
            .param("organization", of.value())
            .param("zone", billing.zone().getId())
            .param("from", Times.of(window.from()))
            .param("until", Times.of(window.until()))
            .param("limit", ROWS_MAX)
            .query((row, _) -> row(row))
            .list();
    return new Books.Usage(of.value(), Wire.window(window), by, rows);
  }

  private static String sql(Books.Grouping by) {
    var key =
        switch (by) {
          case PROJECT -> "organization || '/' || project";
          case MEMBER -> "'member-' || member";
          case MODEL -> "metered_model";
          case DAY -> "to_char(at AT TIME ZONE :zone, 'YYYY-MM-DD')";
        };
    return """
    SELECT %s AS key, count(DISTINCT (job, attempt)) AS attempts,
      coalesce(sum(metered_milli::numeric
        * round(extract(epoch FROM metered_until - metered_from) * 1000))
        FILTER (WHERE kind IN ('CHARGE', 'BEAR')), 0) AS used,
      %s
    FROM ledger_entry
    WHERE organization = :organization AND at >= :from AND at < :until
      AND metered_model IS NOT NULL AND :zone::text IS NOT NULL
    GROUP BY 1 ORDER BY 1 LIMIT :limit
    """
        .formatted(key, sums());
  }

  /// One sum for each pair of what was done and in which unit; null if nothing was.
  private static String sums() {
    var sums = new ArrayList<String>();
    for (var unit : Amount.Unit.values()) {
      sums.add(sum("charged", unit, "'CHARGE'"));
      sums.add(sum("borne", unit, "'BEAR'"));
      sums.add(sum("credited", unit, "'CREDIT', 'CREDIT_LATE'"));
    }
    return String.join(", ", sums);
  }

  private static String sum(String name, Amount.Unit unit, String kinds) {
    return "sum(amount) FILTER (WHERE unit = '%1$s' AND kind IN (%2$s)) AS %3$s_%4$d"
        .formatted(unit.name(), kinds, name, unit.ordinal());
  }

  private static Books.UsageRow row(ResultSet row) throws SQLException {
    var used =
        new Amount(
            Amount.Unit.MILLI_ACCELERATOR_MILLIS,
            row.getBigDecimal("used").toBigIntegerExact().longValueExact());
    return new Books.UsageRow(
        row.getString("key"),
        Wire.amount(used),
        amounts(row, "charged"),
        amounts(row, "borne"),
        amounts(row, "credited"),
        row.getInt("attempts"));
  }

  private static List<org.suanli.api.Amount> amounts(ResultSet row, String name)
      throws SQLException {
    var amounts = new ArrayList<org.suanli.api.Amount>();
    for (var unit : Amount.Unit.values()) {
      BigDecimal sum = row.getBigDecimal(name + "_" + unit.ordinal());
      if (sum != null) {
        amounts.add(Wire.amount(new Amount(unit, sum.longValueExact())));
      }
    }
    return amounts;
  }
}
