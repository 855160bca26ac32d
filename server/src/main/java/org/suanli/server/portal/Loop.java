package org.suanli.server.portal;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.springframework.context.i18n.LocaleContextHolder;
import org.suanli.core.engine.Engine;
import org.suanli.server.loop.Commands;

/// Waiting for the control loop, on a virtual thread.
final class Loop {
  private Loop() {}

  /// Asks the engine in its own thread, where texts are in the reader's language as they are here.
  ///
  /// @throws RuntimeException what the query failed with
  static <T> T read(Commands commands, Function<Engine, T> query) {
    var locale = LocaleContextHolder.getLocaleContext();
    return await(
        commands.read(
            engine -> {
              LocaleContextHolder.setLocaleContext(locale);
              try {
                return query.apply(engine);
              } finally {
                LocaleContextHolder.resetLocaleContext();
              }
            }));
  }

  /// @throws RuntimeException what the stage failed with
  static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }
}
