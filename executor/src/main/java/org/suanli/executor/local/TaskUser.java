package org.suanli.executor.local;

import org.suanli.core.units.JobId;

/// Whom tasks run as.
public sealed interface TaskUser {

  /// The server's own user: tasks can do whatever the server can. For one organization, or for
  /// trying out.
  record Server() implements TaskUser {}

  /// One of a range of users without an account, chosen by job, so that jobs cannot reach each
  /// other's processes and files. Needs root. Jobs whose numbers are a multiple of the count apart
  /// share one.
  ///
  /// @param first the lowest user and group number; 1,000 or more
  /// @param count 1 or more
  record Unprivileged(int first, int count) implements TaskUser {
    /// Below it, systems have accounts of their own.
    private static final int FIRST_MIN = 1_000;

    public Unprivileged {
      if (first < FIRST_MIN || count < 1 || (long) first + count > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "The users of tasks (%d from %d) must be 1 or more from %d."
                .formatted(count, first, FIRST_MIN));
      }
    }

    int uid(JobId job) {
      return first + Math.toIntExact(job.value() % count);
    }
  }

  /// The range that Linux systems set aside for users without an account (systemd's dynamic users).
  static TaskUser unprivileged() {
    return new Unprivileged(61_184, 4_336);
  }

  /// `nobody`, shared by all tasks.
  static TaskUser nobody() {
    return new Unprivileged(65_534, 1);
  }

  default boolean isTrusted() {
    return this instanceof Server;
  }
}
