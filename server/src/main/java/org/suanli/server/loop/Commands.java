package org.suanli.server.loop;

import java.util.Optional;
import java.util.OptionalLong;
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
  default CompletionStage<Answer> submit(Command command, MemberId by) {
    return submit(command, by, Optional.empty());
  }

  /// Notes at the key, in the transaction of the events, that they are the key's.
  ///
  /// @param key of the request that brings the command; it fails with {@link NotLeader} if the key
  ///   was claimed in another term than the present one
  CompletionStage<Answer> submit(Command command, MemberId by, Optional<RequestKey> key);

  /// Of the term in which this server leads now; empty if it does not.
  OptionalLong epoch();

  /// Runs a query on the engine's thread against the committed state; must be quick.
  <T> CompletionStage<T> read(Function<Engine, T> query);
}
