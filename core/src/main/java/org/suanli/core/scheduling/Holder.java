package org.suanli.core.scheduling;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.suanli.core.spec.Demand;
import org.suanli.core.supply.Placement;
import org.suanli.core.units.AcceleratorTime;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.OrganizationId;

/// An attempt that holds accelerators.
///
/// @param attempt the attempt
/// @param organization whose it is
/// @param demand of its job
/// @param placement where it runs
/// @param endsAt the latest end, by its time limit or its grace; empty without a limit
/// @param placedAt its beginning
/// @param savedAt its last verified checkpoint, or its beginning
/// @param isStopping whether it is asked to end already
public record Holder(
    AttemptId attempt,
    OrganizationId organization,
    Demand demand,
    Placement placement,
    Optional<Instant> endsAt,
    Instant placedAt,
    Instant savedAt,
    boolean isStopping) {

  /// What would be lost if it were preempted now: what it holds, for the time that it would repeat
  /// and that of the restart.
  AcceleratorTime loss(Instant now, Duration restart) {
    return new AcceleratorTime(
        Math.multiplyExact(placement.occupied().milli(), unsaved(now).plus(restart).toMillis()));
  }

  /// How long ago it saved.
  Duration unsaved(Instant now) {
    return savedAt.isAfter(now) ? Duration.ZERO : Duration.between(savedAt, now);
  }
}
