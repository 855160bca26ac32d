package org.suanli.server.http;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.suanli.api.Books;
import org.suanli.core.ledger.Transfer;
import org.suanli.core.metering.Segment;
import org.suanli.core.units.AllocationId;
import org.suanli.core.units.Amount;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.Conversion;
import org.suanli.core.units.JobId;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.Window;
import org.suanli.server.identity.Times;

/// Reads entries of the books from their table.
@Component
final class LedgerQueries {
  private final JdbcClient database;

  /// An entry as it was posted.
  ///
  /// @param project of the attempt's job; null for grants and expiry
  record Entry(
      long seq, Instant at, String organization, @Nullable String project, Transfer transfer) {}

  /// Which entries; null for all.
  record Filter(
      @Nullable String organization,
      @Nullable String allocation,
      @Nullable String job,
      @Nullable Instant from,
      @Nullable Instant until) {}

  LedgerQueries(JdbcClient database) {
    this.database = database;
  }

  /// @param after entries with a higher number
  List<Entry> list(Filter filter, long after, int limit) {
    return database
        .sql(
            """
            SELECT * FROM ledger_entry
            WHERE seq > :after
              AND (:organization::text IS NULL OR organization = :organization)
              AND (:allocation::bigint IS NULL OR allocation = :allocation)
              AND (:job::bigint IS NULL OR job = :job)
              AND (:from::timestamptz IS NULL OR at >= :from)
              AND (:until::timestamptz IS NULL OR at < :until)
            ORDER BY seq LIMIT :limit
            """)
        .param("after", after)
        .param("organization", filter.organization())
        .param(
            "allocation",
            filter.allocation() == null ? null : Wire.allocationId(filter.allocation()).value())
        .param("job", filter.job() == null ? null : Wire.jobId(filter.job()).value())
        .param("from", filter.from() == null ? null : Times.of(filter.from()))
        .param("until", filter.until() == null ? null : Times.of(filter.until()))
        .param("limit", limit)
        .query((row, _) -> entry(row))
        .list();
  }

  private static Entry entry(ResultSet row) throws SQLException {
    long job = row.getLong("job");
    Optional<AttemptId> attempt =
        row.wasNull()
            ? Optional.empty()
            : Optional.of(new AttemptId(new JobId(job), row.getInt("attempt")));
    var model = row.getString("metered_model");
    Optional<Segment> metered =
        model == null
            ? Optional.empty()
            : Optional.of(
                new Segment(
                    new ModelName(model),
                    new MilliAccelerators(row.getLong("metered_milli")),
                    new Window(
                        Times.required(row, "metered_from"),
                        Times.required(row, "metered_until"))));
    var amount = new Amount(Amount.Unit.valueOf(row.getString("unit")), row.getLong("amount"));
    var transfer =
        new Transfer(
            Transfer.Kind.valueOf(row.getString("kind")),
            new AllocationId(row.getLong("allocation")),
            amount,
            attempt,
            metered,
            row.getInt("rating_version"));
    return new Entry(
        row.getLong("seq"),
        Times.required(row, "at"),
        row.getString("organization"),
        row.getString("project"),
        transfer);
  }

  static Books.LedgerEntry toWire(Entry entry) {
    var transfer = entry.transfer();
    return new Books.LedgerEntry(
        entry.seq(),
        entry.at(),
        entry.organization(),
        transfer.allocation().toString(),
        transfer.kind().name(),
        transfer.kind().from().name(),
        transfer.kind().to().name(),
        Wire.amount(transfer.amount()),
        entry.project() == null ? null : entry.organization() + "/" + entry.project(),
        transfer.attempt().map(AttemptId::toString).orElse(null),
        transfer.metered().map(LedgerQueries::metered).orElse(null),
        transfer.ratingVersion() == 0 ? null : transfer.ratingVersion());
  }

  private static Books.Metered metered(Segment segment) {
    return new Books.Metered(
        segment.model().value(),
        segment.held().milli(),
        Wire.window(segment.window()),
        Wire.amount(Conversion.toCardTime(segment.used())));
  }
}
