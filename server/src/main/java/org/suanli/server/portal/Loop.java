package org.suanli.server.portal;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/// Waiting for the control loop, on a virtual thread.
final class Loop {
  private Loop() {}

  /// @throws RuntimeException what the stage failed with
  static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }
}
