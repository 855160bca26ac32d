package org.suanli.server.portal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.suanli.core.units.Amount;
import org.suanli.core.units.Conversion;
import org.suanli.core.units.JobId;
import org.suanli.core.units.Money;

/// What a job used and what that costs, from its entries; nothing is said where nothing was posted.
///
/// @param used that is settled
/// @param reserved for what runs
record JobCost(String used, String reserved, String charged, String credited, String cost) {
  private record Line(String kind, Amount amount, long usedMilliMillis, long milliFen) {}

  static JobCost of(JdbcClient jdbc, JobId job, Words words) {
    var lines =
        jdbc.sql(
                """
                SELECT e.*, coalesce((SELECT p.milli_fen FROM price p WHERE p.seq <= e.seq
                  ORDER BY p.version DESC LIMIT 1), 0) AS price
                FROM ledger_entry e
                WHERE e.job = :job AND e.kind IN ('CHARGE', 'CREDIT', 'CREDIT_LATE', 'BEAR', 'RESERVE',
                  'RELEASE')
                ORDER BY e.seq
                """)
            .param("job", job.value())
            .query((row, _) -> line(row))
            .list();
    long used = 0;
    long cost = 0;
    for (var line : lines) {
      used += line.kind().startsWith("CREDIT") ? 0 : line.usedMilliMillis();
      cost += line.milliFen();
    }
    return new JobCost(
        used == 0
            ? Words.NONE
            : words.withUnit(new Amount(Amount.Unit.MILLI_ACCELERATOR_MILLIS, used)),
        reserved(lines, words),
        sum(lines, List.of("CHARGE"), words),
        sum(lines, List.of("CREDIT", "CREDIT_LATE"), words),
        cost == 0 ? Words.NONE : words.yuan(cost));
  }

  private static Line line(ResultSet row) throws SQLException {
    var amount = new Amount(Amount.Unit.valueOf(row.getString("unit")), row.getLong("amount"));
    long used = 0;
    if (row.getTimestamp("metered_from") != null) {
      used =
          row.getLong("metered_milli")
              * (row.getTimestamp("metered_until").getTime()
                  - row.getTimestamp("metered_from").getTime());
    }
    var kind = row.getString("kind");
    long milliFen =
        amount.unit() == Amount.Unit.NANO_PFLOPS_HOURS
            ? Conversion.priceOf(amount, new Money(row.getLong("price"))).milliFen()
            : 0;
    return new Line(
        kind,
        amount,
        used,
        switch (kind) {
          case "CHARGE" -> milliFen;
          case "CREDIT", "CREDIT_LATE" -> -milliFen;
          default -> 0;
        });
  }

  /// What is charged or released is reserved no more.
  private static String reserved(List<Line> lines, Words words) {
    var sums = new ArrayList<String>();
    for (var unit : Amount.Unit.values()) {
      long sum = 0;
      for (var line : lines) {
        if (line.amount().unit() == unit) {
          sum +=
              switch (line.kind()) {
                case "RESERVE" -> line.amount().value();
                case "CHARGE", "RELEASE" -> -line.amount().value();
                default -> 0;
              };
        }
      }
      if (sum > 0) {
        sums.add(words.withUnit(new Amount(unit, sum)));
      }
    }
    return sums.isEmpty() ? Words.NONE : String.join(", ", sums);
  }

  private static String sum(List<Line> lines, List<String> kinds, Words words) {
    var sums = new ArrayList<String>();
    for (var unit : Amount.Unit.values()) {
      var sum = Amount.zero(unit);
      for (var line : lines) {
        if (kinds.contains(line.kind()) && line.amount().unit() == unit) {
          sum = sum.plus(line.amount());
        }
      }
      if (!sum.isZero()) {
        sums.add(words.withUnit(sum));
      }
    }
    return sums.isEmpty() ? Words.NONE : String.join(", ", sums);
  }
}
