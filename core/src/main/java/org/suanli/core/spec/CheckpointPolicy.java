package org.suanli.core.spec;

import java.time.Duration;
import java.util.Optional;

/// How a job saves its progress.
///
/// @param interval the declared time between checkpoints; empty if it saves none
/// @param grace from the request to stop until the kill; zero to one hour
public record CheckpointPolicy(Optional<Duration> interval, Duration grace) {
  public static final Duration GRACE_DEFAULT = Duration.ofSeconds(30);
  public static final Duration GRACE_MAX = Duration.ofHours(1);

  public CheckpointPolicy {
    if (grace.isNegative() || grace.compareTo(GRACE_MAX) > 0) {
      throw new IllegalArgumentException(
          "The grace (" + grace + ") of a job must be zero to one hour.");
    }
    if (interval.isPresent() && !interval.get().isPositive()) {
      throw new IllegalArgumentException(
          "The checkpoint interval (" + interval.get() + ") must be more than zero.");
    }
  }

  public static CheckpointPolicy none() {
    return new CheckpointPolicy(Optional.empty(), GRACE_DEFAULT);
  }
}
