package org.suanli.server.http;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import org.suanli.api.ErrorCode;
import org.suanli.core.engine.Answer;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Engine;
import org.suanli.core.engine.Event;
import org.suanli.core.units.MemberId;
import org.suanli.server.database.DatabaseException;
import org.suanli.server.identity.Principal;
import org.suanli.server.loop.Commands;
import org.suanli.server.loop.NotLeader;
import org.suanli.server.loop.Overloaded;
import org.suanli.server.loop.RequestKey;

/// Hands requests to the engine and waits for what it says.
@Component
public final class Desk {
  static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  /// Longer than any commit that is not lost.
  private static final long WAIT_SECONDS_MAX = 30;

  /// What the request that a thread answers is about, if it came with a key.
  static final ScopedValue<Keyed> KEYED = ScopedValue.newInstance();

  private final Commands commands;

  /// A request with a key.
  static final class Keyed {
    private final RequestKey key;
    private final Optional<List<Event>> made;
    private CompletionStage<?> asked = CompletableFuture.completedStage(this);
    private boolean hasAsked;

    /// @param made what its command brought, if an earlier try of it has made that durable
    Keyed(RequestKey key, Optional<List<Event>> made) {
      this.key = key;
      this.made = made.map(List::copyOf);
    }

    RequestKey key() {
      return key;
    }

    boolean isMade() {
      return made.isPresent();
    }

    /// Completes, in whichever way, once its command will bring nothing any more.
    CompletionStage<?> asked() {
      return asked;
    }

    /// A key stands for one command: what is noted at it is all that its request did.
    private CompletionStage<Answer> ask(
        Function<Optional<RequestKey>, CompletionStage<Answer>> to) {
      if (hasAsked) {
        throw new IllegalStateException("A request with a key must bring one command.");
      }
      hasAsked = true;
      var answer = to.apply(Optional.of(key));
      asked = answer;
      return answer;
    }
  }

  public Desk(Commands commands) {
    this.commands = commands;
  }

  /// What an earlier try of this request has made durable: then only its answer is missing, and
  /// what must be so before a command need not be so any more.
  static Optional<List<Event>> made() {
    return KEYED.isBound() ? KEYED.get().made : Optional.empty();
  }

  /// Has a command decided and made durable, unless an earlier try of the request has.
  ///
  /// @return what it changed, in order; empty if nothing
  /// @throws ProblemException if it is refused, or cannot be taken now
  public List<Event> submit(Command command, Principal by) {
    return submit(command, by.member());
  }

  List<Event> submit(Command command, MemberId by) {
    var made = made();
    if (made.isPresent()) {
      return made.get();
    }
    Function<Optional<RequestKey>, CompletionStage<Answer>> ask =
        key -> commands.submit(command, by, key);
    var answer =
        join(
            KEYED.isBound() ? KEYED.get().ask(ask) : ask.apply(Optional.empty()),
            new ProblemException(
                ErrorCode.INTERNAL,
                List.of(
                    "The server did not answer in time; it is not known whether the request took"
                        + " effect.\nMaybe look at what it was to change.")));
    return switch (answer) {
      case Answer.Accepted(var events) -> events.stream().map(Event.Stamped::event).toList();
      case Answer.Refused(var rejected) -> throw ProblemException.of(rejected);
    };
  }

  /// The first event of a type that a command brought.
  ///
  /// @throws IllegalStateException if there is none
  static <T extends Event> T first(List<Event> events, Class<T> type) {
    return events.stream()
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("No " + type.getSimpleName() + " came."));
  }

  /// Asks the engine; the query must be quick.
  public <T> T read(Function<Engine, T> query) {
    return join(commands.read(query), unavailable("The engine does not answer in time."));
  }

  private static <T> T join(CompletionStage<T> stage, ProblemException late) {
    try {
      return stage.toCompletableFuture().get(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw translate(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException _) {
      throw late;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw late;
    }
  }

  private static RuntimeException translate(Throwable cause) {
    return switch (cause) {
      case Overloaded overloaded ->
          new ProblemException(
              ErrorCode.UNAVAILABLE,
              List.of("The server has too much to do now."),
              Optional.of(overloaded.retryAfter()));
      case NotLeader _ -> unavailable("This server does not lead now.");
      case DatabaseException _ -> unavailable("The database does not answer now.");
      case RuntimeException runtime -> runtime;
      default -> new IllegalStateException("The engine failed.", cause);
    };
  }

  static ProblemException unavailable(String why) {
    return new ProblemException(ErrorCode.UNAVAILABLE, List.of(why), Optional.of(RETRY_AFTER));
  }
}
