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
  /// @param usageHalfLife after which use counts half in the fair share, such as `7d`
  /// @param restartCost how long a preempted job is taken to need to go on, such as `5m`
  /// @param minimumRunTime for which an attempt, from its placement, is not preempted, such as
  ///   `10m`
  /// @param since when it was set; absent for version 0
  /// @param by who set it, such as `member-4`, or `platform`; absent for version 0
  /// @param isInForce whether the scheduler decides by it now
  public record Policy(
      int version,
      Order order,
      Backfill backfill,
      String usageHalfLife,
      String restartCost,
      String minimumRunTime,
      @Nullable Instant since,
      @Nullable String by,
      boolean isInForce) {}

  /// A policy to set; what is absent stays as it is.
  ///
  /// @param usageHalfLife 1 hour to 365 days, spelled as in job files
  /// @param restartCost 0 to 1 day, spelled as in job files
  /// @param minimumRunTime 0 to 7 days, spelled as in job files
  public record NewPolicy(
      @Nullable Order order,
      @Nullable Backfill backfill,
      @Nullable String usageHalfLife,
      @Nullable String restartCost,
      @Nullable String minimumRunTime) {}
}
