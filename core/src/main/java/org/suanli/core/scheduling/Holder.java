package org.suanli.core.scheduling;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.suanli.core.spec.Demand;
import org.suanli.core.supply.Placement;
import org.suanli.core.units.AcceleratorTime;
import org.suanli.core.units.AttemptId;

/// An attempt that holds accelerators.
///
/// @param attempt the attempt
/// @param demand of its job
/// @param placement where it runs
/// @param endsAt the latest end, by its time limit or its grace; empty without a limit
/// @param savedAt its last checkpoint, or its beginning
/// @param isStopping whether it is asked to end already
public record Holder(
    AttemptId attempt,
    Demand demand,
    Placement placement,
    Optional<Instant> endsAt,
    Instant savedAt,
    boolean isStopping) {

  /// What would be lost if it ended now: its use since the last checkpoint.
  AcceleratorTime atRisk(Instant now) {
    long sinceCheckpoint = Math.max(0, Duration.between(savedAt, now).toMillis());
    return new AcceleratorTime(
        Math.multiplyExact(demand.shape().occupied().milli(), sinceCheckpoint));
  }
}
