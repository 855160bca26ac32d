package org.suanli.simulation.run;

import java.time.Duration;

/// How machines fail, and what jobs do against it.
///
/// @param between mean time between two failures of one node; their times are independent; one hour
///   or more
/// @param repair mean time until it is back
/// @param checkpointEvery how often jobs save their progress
/// @param restart how long a job needs to go on where it had saved
/// @param seed from which all chance follows
public record Failures(
    Duration between, Duration repair, Duration checkpointEvery, Duration restart, long seed) {
  public Failures {
    if (between.compareTo(Duration.ofHours(1)) < 0) {
      throw new IllegalArgumentException(
          "The time between failures (" + between + ") of a node must be one hour or more.");
    }
    require("time of repair", repair);
    require("time between checkpoints", checkpointEvery);
    if (restart.isNegative()) {
      throw new IllegalArgumentException(
          "The time of a restart (" + restart + ") must not be negative.");
    }
  }

  private static void require(String what, Duration value) {
    if (value.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException(
          "The " + what + " (" + value + ") must be one second or more.");
    }
  }
}
