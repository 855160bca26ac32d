package org.suanli.core.ledger;

import java.util.Optional;
import org.suanli.core.metering.Segment;
import org.suanli.core.units.AllocationId;
import org.suanli.core.units.Amount;
import org.suanli.core.units.AttemptId;

/// An entry of the books: one amount from one account of an allocation to another.
///
/// @param kind why
/// @param allocation whose accounts
/// @param amount more than zero, or zero for use that is metered without a rating
/// @param attempt the attempt it is about, except for grants and expiry
/// @param metered the use behind a charge, a credit or a loss
/// @param ratingVersion the rating that converted it; 0 if none was needed
public record Transfer(
    Kind kind,
    AllocationId allocation,
    Amount amount,
    Optional<AttemptId> attempt,
    Optional<Segment> metered,
    int ratingVersion) {

  public Transfer {
    if (amount.value() < 0) {
      throw new IllegalStateException(
          "The amount (" + amount + ") of a transfer must not be negative.");
    }
  }

  /// The movements that exist.
  public enum Kind {
    GRANT(Account.PROGRAMME, Account.AVAILABLE),
    RESERVE(Account.AVAILABLE, Account.RESERVED),
    CHARGE(Account.RESERVED, Account.CHARGED),
    RELEASE(Account.RESERVED, Account.AVAILABLE),
    /// Work lost to a fault of the platform, given back.
    CREDIT(Account.LOSS, Account.AVAILABLE),
    /// The same, after the allocation had closed.
    CREDIT_LATE(Account.LOSS, Account.CREDIT),
    /// Use beyond what was reserved, during the grace of a kill.
    BEAR(Account.LOSS, Account.BORNE),
    /// What was left when the allocation closed.
    EXPIRE(Account.AVAILABLE, Account.PROGRAMME);

    private final Account from;
    private final Account to;

    Kind(Account from, Account to) {
      this.from = from;
      this.to = to;
    }

    public Account from() {
      return from;
    }

    public Account to() {
      return to;
    }
  }

  public static Transfer of(Kind kind, AllocationId allocation, Amount amount, AttemptId attempt) {
    return new Transfer(kind, allocation, amount, Optional.of(attempt), Optional.empty(), 0);
  }
}
