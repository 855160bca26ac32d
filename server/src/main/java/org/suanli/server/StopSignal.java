package org.suanli.server;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// The wish that the process end, such as Ctrl-C. The process then lives until this is closed, so
/// that whoever opened something can close it.
final class StopSignal implements AutoCloseable {
  private final CompletableFuture<Void> wished = new CompletableFuture<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  StopSignal() {
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .unstarted(
                    () -> {
                      wished.complete(null);
                      closed.join();
                    }));
  }

  /// Waits for the wish, or until something else is over.
  ///
  /// @throws java.util.concurrent.CompletionException if that failed
  void awaitOr(CompletionStage<?> over) {
    CompletableFuture.anyOf(wished, over.toCompletableFuture()).join();
  }

  @Override
  public void close() {
    closed.complete(null);
  }
}
