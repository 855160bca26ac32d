package org.suanli.simulation.trace;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.Limit;
import org.suanli.core.units.OrganizationId;

/// A job as a trace tells of it.
///
/// @param id as the trace numbers it; unique within the trace
/// @param name what its user called it; empty if the trace does not say
/// @param submittedAt when it was submitted
/// @param runs how long it runs on its own when nothing goes wrong; zero or more
/// @param timeLimit what its user asked for
/// @param size what it occupies
/// @param owner whose it is
/// @param end how it ended
/// @param after the jobs that must have ended before it starts, by their ids
public record TraceJob(
    String id,
    String name,
    Instant submittedAt,
    Duration runs,
    Limit<Duration> timeLimit,
    Size size,
    Owner owner,
    End end,
    List<String> after) {

  /// Whose a job is.
  ///
  /// @param organization the account, group or virtual cluster
  /// @param user as the trace tells; empty if it does not
  /// @param partition the part of the machines that it asked for, if the trace has parts
  public record Owner(OrganizationId organization, String user, Optional<ClusterId> partition) {}

  /// How a job ended in the trace.
  public enum End {
    /// Well, or the trace does not say.
    COMPLETED,
    /// By a failure of its own, its time limit included.
    FAILED,
    /// Its user took it back.
    CANCELLED,
    /// The platform failed it.
    LOST
  }

  public TraceJob {
    after = List.copyOf(after);
    if (runs.isNegative()) {
      throw new IllegalArgumentException(
          "The run time (" + runs + ") of job " + id + " must not be negative.");
    }
  }
}
