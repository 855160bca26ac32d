package org.suanli.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What organizations may use, from which programme.
public final class Allocations {
  private Allocations() {}

  /// What soon changes.
  public enum Warning {
    /// Within a week its window ends, and what is left of it is lost.
    EXPIRES,
    /// Within a week it is used up, if what it pays for now runs on.
    RUNS_OUT
  }

  public record Programme(String programme) {}

  /// @param allocation such as `allocation-3`
  /// @param project `organization/name`; absent if every project of the organization may use it
  /// @param models the makes that its card time is for; empty for PFLOPS-hours
  /// @param available what may still be reserved, its ancestors considered
  /// @param committed reserved and charged, less credits, by it and all below it
  /// @param borne use that the platform bore
  /// @param lastsUntil the end of its window; earlier, if what it pays for now runs on and uses it
  ///   up
  /// @param warning absent if it is closed, or nothing soon changes
  public record Allocation(
      String allocation,
      String organization,
      @Nullable String project,
      String programme,
      @Nullable String parent,
      List<String> models,
      Window window,
      boolean isClosed,
      Amount granted,
      Amount available,
      Amount reserved,
      Amount charged,
      Amount committed,
      Amount borne,
      Instant lastsUntil,
      @Nullable Warning warning) {
    public Allocation {
      models = List.copyOf(models);
    }
  }

  /// @param project `organization/name`; every project of the organization if left out
  /// @param parent the allocation to carve it from; none if left out
  /// @param models the makes that card time is for; left out for PFLOPS-hours
  /// @param amount in PFLOPS_HOURS, CARD_HOURS or CARD_SECONDS; more than zero
  public record NewAllocation(
      String organization,
      @Nullable String project,
      String programme,
      @Nullable String parent,
      @Nullable List<String> models,
      Amount amount,
      Window window) {}
}
