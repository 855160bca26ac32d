package org.suanli.server.http;

/// Whether the server's disk has room for more work.
@FunctionalInterface
public interface DiskRoom {
  boolean isTight();
}
