package org.suanli.server.loop;

import java.time.Duration;

/// The queue of commands is full. Nothing of the command was kept.
public final class Overloaded extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;

  /// @param retryAfter when another try may succeed; more than zero
  public Overloaded(Duration retryAfter) {
    super("The queue of commands is full; try again in " + retryAfter + ".");
    this.retryAfter = retryAfter;
  }

  public Duration retryAfter() {
    return retryAfter;
  }
}
