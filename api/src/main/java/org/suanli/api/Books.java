package org.suanli.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Entries, usage and statements.
public final class Books {
  private Books() {}

  /// One entry: an amount that went from one account of an allocation to another.
  ///
  /// @param sequence its place in the journal
  /// @param kind GRANT, RESERVE, CHARGE, RELEASE, CREDIT, CREDIT_LATE, BEAR or EXPIRE
  /// @param from the account that it left
  /// @param to the account that it went to
  /// @param attempt such as `job-7.2`; absent for grants and expiry
  /// @param metered the use behind it
  /// @param ratingVersion the rating that converted it; absent if none was needed
  public record LedgerEntry(
      long sequence,
      Instant at,
      String organization,
      String allocation,
      String kind,
      String from,
      String to,
      Amount amount,
      @Nullable String project,
      @Nullable String attempt,
      @Nullable Metered metered,
      @Nullable Integer ratingVersion) {}

  /// @param used in card-seconds
  public record Metered(String model, long milliAccelerators, Window window, Amount used) {}

  /// How usage is grouped.
  public enum Grouping {
    PROJECT,
    MEMBER,
    MODEL,
    DAY
  }

  /// @param key the project, member, model or day
  /// @param used exact card time
  /// @param charged what was charged for it, by unit
  /// @param borne what the platform bore of it, by unit
  /// @param credited what was given back, by unit
  public record UsageRow(
      String key,
      Amount used,
      List<Amount> charged,
      List<Amount> borne,
      List<Amount> credited,
      int attempts) {
    public UsageRow {
      charged = List.copyOf(charged);
      borne = List.copyOf(borne);
      credited = List.copyOf(credited);
    }
  }

  public record Usage(String organization, Window window, Grouping groupedBy, List<UsageRow> rows) {
    public Usage {
      rows = List.copyOf(rows);
    }
  }

  /// What an organization used in a window, so that anyone can re-add it.
  ///
  /// @param zone where months begin
  /// @param ratings those that its entries name
  /// @param prices those that were in force
  /// @param lines its entries, in the order of the journal; at most 100,000
  /// @param totals by unit
  /// @param price of what was charged less credits, each line at the price in force at its entry;
  ///   absent if no price was published
  /// @param text the canonical text
  /// @param digest SHA-256 of the text, in hexadecimal
  public record Statement(
      String organization,
      Window window,
      String zone,
      List<Prices.Rating> ratings,
      List<Prices.Price> prices,
      List<LedgerEntry> lines,
      List<Total> totals,
      @Nullable Money price,
      String text,
      String digest) {
    public Statement {
      ratings = List.copyOf(ratings);
      prices = List.copyOf(prices);
      lines = List.copyOf(lines);
      totals = List.copyOf(totals);
    }
  }

  /// @param due charged less credited
  public record Total(Amount charged, Amount credited, Amount borne, Amount due) {}
}
