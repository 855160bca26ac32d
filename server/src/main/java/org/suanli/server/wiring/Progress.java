package org.suanli.server.wiring;

/// Told what has been done; measures how long each stage took.
@FunctionalInterface
public interface Progress {
  void done(String stage);
}
