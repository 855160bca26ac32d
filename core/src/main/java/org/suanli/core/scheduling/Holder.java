package org.suanli.core.scheduling;

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
/// @param atRisk what would be lost if it ended now: its use since the last checkpoint
/// @param isStopping whether it is asked to end already
public record Holder(
    AttemptId attempt,
    Demand demand,
    Placement placement,
    Optional<Instant> endsAt,
    AcceleratorTime atRisk,
    boolean isStopping) {}
