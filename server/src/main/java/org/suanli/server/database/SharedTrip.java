package org.suanli.server.database;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.springframework.dao.NonTransientDataAccessException;
import org.springframework.dao.NonTransientDataAccessResourceException;

/// A trip to the database that requests share.
///
/// Who finds no trip under way goes at once, alone. Those who come while one is away wait, and go
/// together with the next, which one of them makes. So a lone request waits for nobody, and under
/// load many divide the cost of one statement and one flush. A trip begins after each of its
/// questions was asked: an answer is never older than its question.
///
/// @param <Q> question
/// @param <A> answer
public final class SharedTrip<Q, A> {
  /// Bounds a statement.
  private static final int QUESTIONS_MAX = 256;

  private final Function<List<Q>, List<A>> trip;
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Ticket<Q, A>> waiting = new ArrayDeque<>();
  private boolean isAway;

  /// @param answer empty if its owner is to make the next trip
  private record Ticket<Q, A>(Q question, CompletableFuture<Optional<A>> answer) {
    Ticket(Q question) {
      this(question, new CompletableFuture<>());
    }
  }

  /// @param trip answers questions in their order, each by a value, in one transaction; called by
  ///   one thread at a time
  public SharedTrip(Function<List<Q>, List<A>> trip) {
    this.trip = trip;
  }

  /// @throws RuntimeException as the trip threw it
  public A ask(Q question) {
    var ticket = new Ticket<Q, A>(question);
    lock.lock();
    try {
      if (isAway) {
        waiting.add(ticket);
      } else {
        isAway = true;
        ticket.answer().complete(Optional.empty());
      }
    } finally {
      lock.unlock();
    }
    return await(ticket).orElseGet(() -> go(ticket));
  }

  private static <A> Optional<A> await(Ticket<?, A> ticket) {
    try {
      return ticket.answer().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /// Goes with those who wait, and leaves the next trip to one who came meanwhile.
  private A go(Ticket<Q, A> own) {
    var mine = new Ticket<Q, A>(own.question());
    var together = new ArrayList<Ticket<Q, A>>();
    together.add(mine);
    lock.lock();
    try {
      while (!waiting.isEmpty() && together.size() < QUESTIONS_MAX) {
        together.add(waiting.remove());
      }
    } finally {
      lock.unlock();
    }
    try {
      answer(together);
    } finally {
      passOn();
    }
    return await(mine).orElseThrow();
  }

  private void passOn() {
    lock.lock();
    try {
      var next = waiting.poll();
      if (next == null) {
        isAway = false;
      } else {
        next.answer().complete(Optional.empty());
      }
    } finally {
      lock.unlock();
    }
  }

  private void answer(List<Ticket<Q, A>> together) {
    try {
      var answers = trip.apply(together.stream().map(Ticket::question).toList());
      if (answers.size() != together.size()) {
        throw new IllegalStateException(
            "The answers (%d) must be as many as the questions (%d)."
                .formatted(answers.size(), together.size()));
      }
      for (int index = 0; index < answers.size(); index++) {
        together.get(index).answer().complete(Optional.of(answers.get(index)));
      }
    } catch (RuntimeException | Error e) {
      if (together.size() > 1 && isOfOneQuestion(e)) {
        together.forEach(one -> answer(List.of(one)));
      } else {
        together.forEach(one -> one.answer().completeExceptionally(e));
      }
    }
  }

  /// What the database refuses for its content must not fail the others; nothing of it was kept.
  private static boolean isOfOneQuestion(Throwable failure) {
    return failure instanceof NonTransientDataAccessException
        && !(failure instanceof NonTransientDataAccessResourceException);
  }
}
