package org.suanli.server.loop;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.suanli.core.engine.Answer;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Engine;
import org.suanli.core.engine.Event;
import org.suanli.core.units.MemberId;

/// The one thread that owns the engine.
///
/// A turn takes what has come, decides it in order, lets time pass, appends all events in one
/// transaction (group commit), and only then answers and tells the followers. A term ends when the
/// lease is lost, when it is not known whether an append was kept, or when the engine finds itself
/// broken; the next one starts from the journal.
public final class ControlLoop implements Commands, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlLoop.class);

  /// About two seconds of work at the rate of submissions that a centre must bear.
  private static final int QUEUE_MAX = 4_000;

  /// Bounds a transaction.
  private static final int BATCH_MAX = 1_000;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /// The longest wait for a command: how late a lost lease may be noticed.
  private static final Duration WAIT_MAX = Duration.ofMillis(500);

  /// Between the beginnings of two turns that append. A busy centre so makes several events durable
  /// with one flush, as PostgreSQL's `commit_delay` has it; what comes to an idle one is decided at
  /// once.
  private static final Duration APPEND_STEP = Duration.ofMillis(5);

  /// How far wall clock and monotonic clock may part between two turns.
  private static final Duration LEAP_MIN = Duration.ofSeconds(10);

  /// After so many broken terms in a row the server stops, and says so, rather than to go round.
  private static final int FAILURES_MAX = 5;

  private final Seat seat;
  private final InstantSource clock;
  private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();
  private final Counter refused;
  private final Counter overloaded;
  private final Counter leaps;
  private final Timer appending;
  private final Timer deciding;
  private List<Follower> followers = List.of();
  private @Nullable Thread thread;
  private volatile boolean isLeading;
  private volatile boolean isClosing;
  private volatile long epoch;
  private Instant lastWall;
  private long lastNanos;
  private long lastAppend;
  private int failures;

  /// Something that waits for the engine's thread.
  private sealed interface Item {
    void fail(Throwable cause);
  }

  /// @param key of the request that brought it
  private record Order(
      Command command, MemberId by, Optional<RequestKey> key, CompletableFuture<Answer> answer)
      implements Item {
    /// Whether its request may be another's by now, who claimed the key in a later term.
    boolean isOfOtherTerm(long epoch) {
      return key.filter(claimed -> claimed.epoch() != epoch).isPresent();
    }

    @Override
    public void fail(Throwable cause) {
      answer.completeExceptionally(cause);
    }
  }

  private record Query<T>(Function<Engine, T> query, CompletableFuture<T> result) implements Item {
    @Override
    public void fail(Throwable cause) {
      result.completeExceptionally(cause);
    }

    void answer(Engine engine) {
      try {
        result.complete(query.apply(engine));
      } catch (RuntimeException e) {
        result.completeExceptionally(e);
      }
    }
  }

  public ControlLoop(Seat seat, InstantSource clock, MeterRegistry meters) {
    this.seat = seat;
    this.clock = clock;
    refused = meters.counter("suanli.commands.refused");
    overloaded = meters.counter("suanli.commands.overloaded");
    leaps = meters.counter("suanli.clock.leaps");
    appending = meters.timer("suanli.journal.append");
    deciding = meters.timer("suanli.engine.turn");
    meters.gaugeCollectionSize("suanli.commands.queued", List.of(), queue);
    meters.gauge("suanli.leading", this, loop -> loop.isLeading ? 1 : 0);
    meters.gauge("suanli.leadership.epoch", this, loop -> loop.epoch);
    lastWall = clock.instant();
    lastNanos = System.nanoTime();
    lastAppend = lastNanos;
  }

  /// @param toldInOrder who is told of commits
  public synchronized void start(List<? extends Follower> toldInOrder) {
    if (thread != null) {
      throw new IllegalStateException("The control loop was started before.");
    }
    followers = List.copyOf(toldInOrder);
    thread = Thread.ofPlatform().name("control-loop").start(this::run);
  }

  public boolean isLeading() {
    return isLeading;
  }

  /// Completes when the loop has ended: normally after {@link #close}, exceptionally if it gave up.
  public CompletionStage<Void> stopped() {
    return stopped.copy();
  }

  @Override
  public CompletionStage<Answer> submit(Command command, MemberId by, Optional<RequestKey> key) {
    return enqueue(new CompletableFuture<>(), answer -> new Order(command, by, key, answer));
  }

  @Override
  public OptionalLong epoch() {
    long now = epoch;
    return isLeading ? OptionalLong.of(now) : OptionalLong.empty();
  }

  @Override
  public <T> CompletionStage<T> read(Function<Engine, T> query) {
    return enqueue(new CompletableFuture<>(), result -> new Query<>(query, result));
  }

  private <T> CompletionStage<T> enqueue(
      CompletableFuture<T> result, Function<CompletableFuture<T>, Item> item) {
    if (!isLeading) {
      return CompletableFuture.failedStage(new NotLeader());
    }
    if (!queue.offer(item.apply(result))) {
      overloaded.increment();
      return CompletableFuture.failedStage(new Overloaded(RETRY_AFTER));
    }
    if (!isLeading) {
      // The term ended meanwhile, and nobody may look at the queue any more.
      abandon(List.of(), new NotLeader());
    }
    return result;
  }

  /// Ends the loop after the turn that is under way. What was not decided fails with NotLeader.
  @Override
  public synchronized void close() {
    isClosing = true;
    if (thread == null) {
      stopped.complete(null);
      return;
    }
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!isClosing && failures < FAILURES_MAX) {
        try (var term = seat.take()) {
          lead(term);
        }
      }
      if (failures < FAILURES_MAX) {
        stopped.complete(null);
      } else {
        stopped.completeExceptionally(
            new IllegalStateException("The control loop failed " + failures + " times in a row."));
      }
    } catch (InterruptedException e) {
      stopped.complete(null);
    } catch (RuntimeException | Error e) {
      LOG.error("event=loop_died", e);
      stopped.completeExceptionally(e);
    }
  }

  private void lead(Seat.Term term) {
    LOG.info(
        "event=term_began epoch={} jobs={}", term.epoch(), term.engine().state().jobs().size());
    epoch = term.epoch();
    // What followers ask for when a term begins is answered in its first turn.
    isLeading = true;
    followers.forEach(follower -> follower.began(term.epoch(), term.engine().state()));
    var batch = new ArrayList<Item>(BATCH_MAX);
    try {
      while (!isClosing && term.isHeld()) {
        batch.clear();
        receive(term.engine(), batch);
        batch.removeIf(item -> isTurnedAway(item, term.epoch()));
        if (turn(term, batch)) {
          failures = 0;
        }
      }
      abandonAll(batch, new NotLeader());
    } catch (NotLeader e) {
      LOG.warn("event=term_lost epoch={}", term.epoch());
      abandonAll(batch, e);
    } catch (InterruptedException e) {
      abandonAll(batch, new NotLeader());
    } catch (RuntimeException e) {
      // A control loop: whatever it was, the term is over, and the journal knows what holds.
      failures++;
      LOG.error("event=term_failed epoch={} failures={}", term.epoch(), failures, e);
      abandonAll(batch, e);
    }
  }

  private void abandonAll(List<Item> batch, RuntimeException cause) {
    isLeading = false;
    abandon(batch, cause);
  }

  /// Those of the batch that were answered already stay answered.
  private void abandon(List<Item> batch, RuntimeException cause) {
    batch.forEach(item -> item.fail(cause));
    var rest = new ArrayList<Item>();
    queue.drainTo(rest);
    rest.forEach(item -> item.fail(new NotLeader()));
  }

  private void receive(Engine engine, List<Item> batch) throws InterruptedException {
    var wait =
        engine
            .nextDue()
            .map(due -> Duration.between(clock.instant(), due))
            .filter(until -> until.compareTo(WAIT_MAX) < 0)
            .orElse(WAIT_MAX);
    var first = queue.poll(Math.max(0, wait.toMillis()), TimeUnit.MILLISECONDS);
    if (first != null) {
      batch.add(first);
      TimeUnit.NANOSECONDS.sleep(APPEND_STEP.toNanos() - (System.nanoTime() - lastAppend));
      queue.drainTo(batch, BATCH_MAX - 1);
    }
  }

  private static boolean isTurnedAway(Item item, long epoch) {
    boolean isOther = item instanceof Order order && order.isOfOtherTerm(epoch);
    if (isOther) {
      item.fail(new NotLeader());
    }
    return isOther;
  }

  /// @return whether something was made durable, and so whether what may fail did not
  private boolean turn(Seat.Term term, List<Item> batch) {
    // 1. Decide, in the order of arrival; then let time pass.
    var now = now();
    var engine = term.engine();
    var events = new ArrayList<Event.Stamped>();
    var keyed = new ArrayList<KeyedEvents>();
    var answers = new ArrayList<Answer>();
    long started = System.nanoTime();
    for (var item : batch) {
      if (item instanceof Order(var command, var by, var key, _)) {
        var answer = engine.execute(command, by, now);
        int from = events.size();
        collect(answer, events);
        if (events.size() > from) {
          key.ifPresent(claimed -> keyed.add(new KeyedEvents(claimed, from, events.size())));
        }
        answers.add(answer);
      }
    }
    boolean isDue = engine.nextDue().filter(due -> !due.isAfter(now)).isPresent();
    if (isDue || !events.isEmpty()) {
      collect(engine.execute(new Command.Advance(), MemberId.PLATFORM, now), events);
    }
    deciding.record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
    // 2. Make it durable.
    if (!events.isEmpty()) {
      lastAppend = System.nanoTime();
      appending.record(() -> term.append(events, keyed));
    }
    // 3. Answer, and tell.
    var answer = answers.iterator();
    for (var item : batch) {
      switch (item) {
        case Order order -> order.answer().complete(answer.next());
        // A server that was paused past its lease must not show what may be old.
        case Query<?> query when !term.isHeld() -> query.fail(new NotLeader());
        case Query<?> query -> query.answer(engine);
      }
    }
    if (!events.isEmpty()) {
      followers.forEach(follower -> follower.committed(List.copyOf(events), engine.state()));
    }
    return !events.isEmpty();
  }

  private void collect(Answer answer, List<Event.Stamped> events) {
    switch (answer) {
      case Answer.Accepted(var accepted) -> events.addAll(accepted);
      case Answer.Refused _ -> refused.increment();
    }
  }

  private Instant now() {
    var wall = clock.instant();
    long nanos = System.nanoTime();
    var leap = Duration.between(lastWall, wall).minusNanos(nanos - lastNanos);
    if (leap.abs().compareTo(LEAP_MIN) > 0) {
      leaps.increment();
      LOG.warn("event=clock_leap by={}", leap);
    }
    lastWall = wall;
    lastNanos = nanos;
    return wall;
  }
}
