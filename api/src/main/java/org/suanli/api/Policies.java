package org.suanli.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How the scheduler decides, by version.
public final class Policies {
  private Policies() {}

  /// In which order jobs are tried.
  public enum Order {
    FAIR_SHARE,
    FIRST_COME,
    SHORTEST_FIRST
  }

  /// What may start while a job that comes before it is blocked.
  public enum Backfill {
    NONE,
    EASY,
    CONSERVATIVE
  }

  /// A policy that is or was in force.
  ///
  /// @param version rising; 0 is what a centre starts with
  /// @param usageHalfLifeHours after which use counts half in the fair share, rounded down
  /// @param since when it was set; absent for version 0
  public record Policy(
      int version,
      Order order,
      Backfill backfill,
      long usageHalfLifeHours,
      @Nullable Instant since) {}

  /// @param usageHalfLifeHours 1 to 8,760
  public record NewPolicy(Order order, Backfill backfill, long usageHalfLifeHours) {}
}
