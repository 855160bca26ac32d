package org.suanli.core.ledger;

/// The accounts that every allocation has. Platform-wide figures are sums over allocations of one
/// unit.
public enum Account {
  /// Where grants come from and unused ones return to; its balance is negative by what is out.
  PROGRAMME,
  /// What the owner may still reserve.
  AVAILABLE,
  /// Held for attempts that run.
  RESERVED,
  /// Used and paid for.
  CHARGED,
  /// What the platform bears: lost work that it credits, and use that nobody reserved.
  LOSS,
  /// Use that the platform bore.
  BORNE,
  /// Credits that came after their allocation had closed.
  CREDIT
}
