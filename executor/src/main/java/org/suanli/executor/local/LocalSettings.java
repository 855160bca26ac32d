package org.suanli.executor.local;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/// What a local executor is told.
///
/// @param state its private directory, which tasks must not read; on a disk of this machine
/// @param work where tasks work; other users must be able to pass through to it, unless tasks run
///   as the server's user
/// @param layout the nodes that this machine plays
/// @param user whom tasks run as
/// @param limits whether tasks are held to their limits where the machine can
/// @param detection how soon a node that failed is noticed
/// @param clock the wall clock
public record LocalSettings(
    Path state,
    Path work,
    HostLayout layout,
    TaskUser user,
    boolean limits,
    Detection detection,
    InstantSource clock) {

  /// The time bounds of a node's failure.
  ///
  /// @param unreachableAfter from its last heartbeat; more than zero
  /// @param downAfter from then until its death is looked for; more than zero
  public record Detection(Duration unreachableAfter, Duration downAfter) {
    public Detection {
      if (!unreachableAfter.isPositive() || !downAfter.isPositive()) {
        throw new IllegalArgumentException(
            "The detection (%s, %s) of a node's failure must take more than zero."
                .formatted(unreachableAfter, downAfter));
      }
    }

    public static Detection usual() {
      return new Detection(Duration.ofSeconds(3), Duration.ofSeconds(3));
    }
  }
}
