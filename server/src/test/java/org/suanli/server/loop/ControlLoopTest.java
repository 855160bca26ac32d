package org.suanli.server.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.suanli.core.engine.Answer;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Event;
import org.suanli.core.engine.State;
import org.suanli.core.units.MemberId;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.ProjectId;

@Timeout(30)
class ControlLoopTest {
  private static final OrganizationId OCEAN = new OrganizationId("ocean");
  private final MemorySeat seat = new MemorySeat();
  private final LinkedBlockingQueue<Long> terms = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<Integer> commits = new LinkedBlockingQueue<>();
  private final ControlLoop loop =
      new ControlLoop(seat, InstantSource.system(), new SimpleMeterRegistry());
  private final Follower follower =
      new Follower() {
        @Override
        public void began(long epoch, State state) {
          terms.add(epoch);
        }

        @Override
        public void committed(List<Event.Stamped> events, State state) {
          commits.add(events.size());
        }
      };

  @AfterEach
  void stop() {
    loop.close();
    assertThat(loop.stopped().toCompletableFuture()).isDone();
  }

  private static <T> T get(CompletionStage<T> stage)
      throws InterruptedException, ExecutionException {
    return stage.toCompletableFuture().get();
  }

  private static Command organization(int number) {
    return new Command.SetOrganization(new OrganizationId("ocean-" + number), 1);
  }

  private void lead() throws Exception {
    loop.start(List.of(follower));
    seat.seats.release();
    terms.take();
    while (!loop.isLeading()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aServerThatDoesNotLeadKeepsNothing() {
    loop.start(List.of(follower));
    assertThatThrownBy(() -> get(loop.submit(organization(1), MemberId.PLATFORM)))
        .hasCauseInstanceOf(NotLeader.class);
    assertThat(seat.journal).isEmpty();
  }

  @Test
  void anAnswerComesOnlyAfterItsEventsAreDurable() throws Exception {
    lead();
    var appending = new CountDownLatch(1);
    var proceed = new CountDownLatch(1);
    seat.onAppend =
        _ -> {
          appending.countDown();
          await(proceed);
        };
    var answer = loop.submit(organization(1), MemberId.PLATFORM).toCompletableFuture();
    appending.await();
    assertThat(answer).isNotDone();
    proceed.countDown();
    assertThat(answer.get()).isInstanceOf(Answer.Accepted.class);
    assertThat(seat.journal).hasSize(1);
    assertThat(commits.take()).isEqualTo(1);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void commandsThatCameTogetherAreOneTransaction() throws Exception {
    lead();
    var batches = new ArrayList<Integer>();
    var appending = new CountDownLatch(1);
    var proceed = new CountDownLatch(1);
    seat.onAppend =
        events -> {
          batches.add(events.size());
          appending.countDown();
          await(proceed);
        };
    var first = loop.submit(organization(0), MemberId.PLATFORM);
    appending.await();
    var rest = new ArrayList<CompletionStage<Answer>>();
    for (int i = 1; i <= 50; i++) {
      rest.add(loop.submit(organization(i), MemberId.PLATFORM));
    }
    proceed.countDown();
    get(first);
    for (var answer : rest) {
      get(answer);
    }
    assertThat(batches).containsExactly(1, 50);
  }

  @Test
  void aFullQueueIsSaidBeforeAnythingIsKept() throws Exception {
    lead();
    var appending = new CountDownLatch(1);
    var proceed = new CountDownLatch(1);
    seat.onAppend =
        _ -> {
          appending.countDown();
          await(proceed);
        };
    var first = loop.submit(organization(0), MemberId.PLATFORM);
    appending.await();
    CompletionStage<Answer> last = first;
    int accepted = 0;
    while (!last.toCompletableFuture().isCompletedExceptionally()) {
      last = loop.submit(new Command.SetOrganization(OCEAN, 1), MemberId.PLATFORM);
      accepted++;
    }
    assertThat(accepted).isGreaterThan(1_000);
    var overloaded = last;
    assertThatThrownBy(() -> get(overloaded)).hasCauseInstanceOf(Overloaded.class);
    proceed.countDown();
    get(first);
  }

  @Test
  void whatIsNotKnownToBeKeptIsReadAnewFromTheJournal() throws Exception {
    lead();
    get(loop.submit(organization(1), MemberId.PLATFORM));
    seat.onAppend =
        _ -> {
          throw new IllegalStateException("The connection broke while committing.");
        };
    assertThatThrownBy(() -> get(loop.submit(organization(2), MemberId.PLATFORM)))
        .hasMessageContaining("connection broke");
    seat.onAppend = _ -> {};
    seat.seats.release();
    assertThat(terms.take()).isEqualTo(2);
    while (!loop.isLeading()) {
      Thread.onSpinWait();
    }
    int tenants = get(loop.read(engine -> engine.state().tenants().size()));
    assertThat(tenants).isEqualTo(1);
  }

  @Test
  void aLeaderWhoseLeaseIsLostAnswersNoMore() throws Exception {
    lead();
    get(loop.submit(organization(1), MemberId.PLATFORM));
    seat.onAppend =
        _ -> {
          throw new NotLeader();
        };
    assertThatThrownBy(() -> get(loop.submit(organization(2), MemberId.PLATFORM)))
        .hasCauseInstanceOf(NotLeader.class);
    assertThatThrownBy(() -> get(loop.read(engine -> 1))).hasCauseInstanceOf(NotLeader.class);
  }

  @Test
  void whatACommandBroughtIsNotedAtItsKeyAndAKeyOfAnotherTermIsTurnedAway() throws Exception {
    lead();
    var appending = new CountDownLatch(1);
    var proceed = new CountDownLatch(1);
    seat.onAppend =
        _ -> {
          appending.countDown();
          await(proceed);
        };
    var alone = loop.submit(organization(0), MemberId.PLATFORM);
    appending.await();
    var key = new RequestKey(new MemberId(1), "key", loop.epoch().orElseThrow());
    var old = new RequestKey(new MemberId(1), "old", key.epoch() - 1);
    var without = loop.submit(organization(1), MemberId.PLATFORM);
    var turnedAway = loop.submit(organization(2), MemberId.PLATFORM, Optional.of(old));
    var project = new Command.AddProject(new ProjectId(new OrganizationId("ocean-0"), "main"));
    var answer = loop.submit(project, MemberId.PLATFORM, Optional.of(key));
    var again = new RequestKey(new MemberId(1), "again", key.epoch());
    var idle = loop.submit(project, MemberId.PLATFORM, Optional.of(again));
    proceed.countDown();
    get(alone);
    get(without);
    get(answer);
    get(idle);
    assertThatThrownBy(() -> get(turnedAway)).hasCauseInstanceOf(NotLeader.class);
    assertThat(seat.marked).containsExactly(new KeyedEvents(key, 1, 2));
    assertThat(seat.journal).hasSize(3);
  }

  @Test
  void aLeapOfTheWallClockIsFlaggedAndTimeNeverGoesBack() throws Exception {
    loop.close();
    var offset = new AtomicReference<>(Duration.ZERO);
    InstantSource clock = () -> Instant.now().plus(offset.get());
    var meters = new SimpleMeterRegistry();
    try (var leaping = new ControlLoop(seat, clock, meters)) {
      leaping.start(List.of(follower));
      seat.seats.release();
      terms.take();
      get(leaping.submit(organization(1), MemberId.PLATFORM));
      assertThat(meters.counter("suanli.clock.leaps").count()).isZero();
      for (var leap : List.of(Duration.ofHours(-2), Duration.ofDays(1))) {
        offset.set(leap);
        get(leaping.submit(organization(2), MemberId.PLATFORM));
      }
      assertThat(meters.counter("suanli.clock.leaps").count()).isEqualTo(2);
      assertThat(seat.journal).extracting(Event.Stamped::at).hasSize(3).isSorted();
    }
  }

  @Test
  void aFaultyQueryHarmsOnlyItsAsker() throws Exception {
    lead();
    assertThatThrownBy(
            () ->
                get(
                    loop.read(
                        engine -> {
                          throw new IllegalArgumentException("mine");
                        })))
        .hasMessageContaining("mine");
    int answer = get(loop.read(engine -> 7));
    assertThat(answer).isEqualTo(7);
  }

  @Test
  void aLoopThatKeepsFailingGivesUpAndSaysSo() throws Exception {
    seat.seats.release(100);
    seat.onAppend =
        _ -> {
          throw new IllegalStateException("always");
        };
    loop.start(List.of(follower));
    while (!loop.stopped().toCompletableFuture().isDone()) {
      loop.submit(organization(1), MemberId.PLATFORM)
          .toCompletableFuture()
          .exceptionally(_ -> null);
    }
    assertThatThrownBy(() -> loop.stopped().toCompletableFuture().get(1, TimeUnit.SECONDS))
        .hasMessageContaining("5 times");
  }
}
