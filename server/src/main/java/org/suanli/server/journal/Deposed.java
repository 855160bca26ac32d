package org.suanli.server.journal;

/// Another leader has taken over: nothing of this append was kept, and none will be.
public final class Deposed extends RuntimeException {
  private static final long serialVersionUID = 1;

  Deposed(long epoch) {
    super("The epoch (" + epoch + ") of this leader is over: another one has begun.");
  }
}
