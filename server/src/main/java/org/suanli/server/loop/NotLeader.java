package org.suanli.server.loop;

/// Another server leads, or none does; nothing of the command was kept by this one.
public final class NotLeader extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NotLeader() {
    super("This server does not lead.");
  }
}
