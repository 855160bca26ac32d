package org.suanli.server.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;

@Timeout(60)
class SharedTripTest {
  private static final Set<Thread.State> ASLEEP =
      Set.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);

  private final List<List<Integer>> trips = new ArrayList<>();
  private final CountDownLatch isAway = new CountDownLatch(1);
  private final CountDownLatch mayReturn = new CountDownLatch(1);

  /// The first trip, of the question 0, lasts until it may return; -1 is refused for its content,
  /// -2 because the database is away.
  private final SharedTrip<Integer, String> trip =
      new SharedTrip<>(
          questions -> {
            trips.add(questions);
            if (questions.contains(0)) {
              isAway.countDown();
              await(mayReturn);
            }
            if (questions.contains(-1)) {
              throw new DataIntegrityViolationException("-1 is no question");
            }
            if (questions.contains(-2)) {
              throw new DataAccessResourceFailureException("away");
            }
            return questions.stream().map(question -> "answer to " + question).toList();
          });

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aLoneQuestionGoesAtOnce() {
    assertThat(trip.ask(1)).isEqualTo("answer to 1");
    assertThat(trip.ask(2)).isEqualTo("answer to 2");
    assertThat(trips).containsExactly(List.of(1), List.of(2));
  }

  @Test
  void questionsThatComeWhileOneIsAwayGoTogetherWithTheNext() throws Exception {
    var answers = askWhileAway(List.of(1, 2, 3));
    for (int question = 1; question <= 3; question++) {
      assertThat(answers.get(question).get()).isEqualTo("answer to " + question);
    }
    assertThat(trips).hasSize(2);
    assertThat(trips.get(1)).containsExactlyInAnyOrder(1, 2, 3);
  }

  @Test
  void aQuestionThatIsRefusedForItsContentFailsAlone() throws Exception {
    var answers = askWhileAway(List.of(1, -1, 3));
    assertThat(answers.get(1).get()).isEqualTo("answer to 1");
    assertThat(answers.get(3).get()).isEqualTo("answer to 3");
    assertThatThrownBy(() -> answers.get(2).get())
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseInstanceOf(DataIntegrityViolationException.class);
  }

  @Test
  void aFailureOfTheDatabaseFailsAllAndNotThoseAfterThem() throws Exception {
    var answers = askWhileAway(List.of(1, -2));
    for (var answer : answers.subList(1, 3)) {
      assertThatThrownBy(answer::get)
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseInstanceOf(DataAccessResourceFailureException.class);
    }
    assertThat(trips).hasSize(2);
    assertThat(trip.ask(4)).isEqualTo("answer to 4");
  }

  /// Asks 0, then the others while it is away.
  ///
  /// @return the answer to 0 first, all of them come or failed
  private List<FutureTask<String>> askWhileAway(List<Integer> questions) throws Exception {
    var answers = new ArrayList<FutureTask<String>>();
    answers.add(start(() -> trip.ask(0)).task());
    assertThat(isAway.await(30, TimeUnit.SECONDS)).isTrue();
    for (int question : questions) {
      var asking = start(() -> trip.ask(question));
      answers.add(asking.task());
      while (!ASLEEP.contains(asking.thread().getState())) {
        Thread.onSpinWait();
      }
    }
    mayReturn.countDown();
    assertThat(answers.getFirst().get()).isEqualTo("answer to 0");
    return answers;
  }

  private record Asking(Thread thread, FutureTask<String> task) {}

  private static Asking start(Callable<String> ask) {
    var task = new FutureTask<>(ask);
    return new Asking(Thread.ofPlatform().daemon().start(task), task);
  }
}
