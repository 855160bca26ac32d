package org.suanli.simulation.run;

import java.time.Instant;
import java.util.List;
import org.suanli.simulation.fleet.FleetPlan;
import org.suanli.simulation.trace.Workload;

/// What came of a simulation.
///
/// @param lives of the workload's jobs, in its order
/// @param course how the machines were used
/// @param from the first instant
/// @param until the last
public record Trial(
    Workload workload,
    FleetPlan fleet,
    List<Life> lives,
    Course course,
    Instant from,
    Instant until) {}
