package org.suanli.simulation.run;

import java.util.Optional;
import org.suanli.core.scheduling.Policy;

/// How a workload is simulated.
///
/// @param policy that the centre chooses
/// @param declaresRunTimes whether each job's time limit is its exact run time, so that the engine
///   knows all durations beforehand
/// @param failures of the machines; empty if none fails
public record Settings(Policy policy, boolean declaresRunTimes, Optional<Failures> failures) {
  public static final Settings STANDARD = new Settings(Policy.STANDARD, false, Optional.empty());

  /// In the order of submission; nothing passes a blocked job.
  public static final Settings FIRST_COME =
      STANDARD.withPolicy(
          Policy.STANDARD.withOrder(Policy.Order.FIRST_COME).withBackfill(Policy.Backfill.NONE));

  /// The shortest first, all durations being known; nothing passes a blocked job.
  public static final Settings SHORTEST_FIRST =
      STANDARD
          .withPolicy(
              Policy.STANDARD
                  .withOrder(Policy.Order.SHORTEST_FIRST)
                  .withBackfill(Policy.Backfill.NONE))
          .withDeclaredRunTimes();

  public Settings withPolicy(Policy value) {
    return new Settings(value, declaresRunTimes, failures);
  }

  public Settings withDeclaredRunTimes() {
    return new Settings(policy, true, failures);
  }

  public Settings withFailures(Failures value) {
    return new Settings(policy, declaresRunTimes, Optional.of(value));
  }
}
