package org.suanli.server.loop;

import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.suanli.core.engine.Answer;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Engine;
import org.suanli.core.units.MemberId;

/// The only way to the engine.
public interface Commands {

  /// Completes once the events are durable. Fails with {@link Overloaded} before anything is
  /// durable, or with {@link NotLeader}.
  CompletionStage<Answer> submit(Command command, MemberId by);

  /// Runs a query on the engine's thread against the committed state; must be quick.
  <T> CompletionStage<T> read(Function<Engine, T> query);
}
