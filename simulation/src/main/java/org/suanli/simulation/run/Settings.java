package org.suanli.simulation.run;

/// How a workload is simulated.
///
/// @param declaresRunTimes whether each job's time limit is its exact run time, so that the engine
///   knows all durations beforehand
public record Settings(boolean declaresRunTimes) {
  public static final Settings STANDARD = new Settings(false);
}
