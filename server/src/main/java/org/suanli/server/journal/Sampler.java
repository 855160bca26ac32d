package org.suanli.server.journal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.suanli.core.engine.State;
import org.suanli.simulation.StateInvariants;

/// Looks at a leader's state while its term lasts. Now and then a copy is checked, on a thread of
/// its own: that the invariants hold of it and, when it is to be kept as a snapshot, that the last
/// snapshot and the journal's rows since lead to it.
final class Sampler implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Sampler.class);

  /// A replay of as many takes a second or two.
  static final long SNAPSHOT_EVENTS = 50_000;

  /// Fewer are replayed faster than a snapshot is kept.
  static final long LAST_EVENTS = 1_000;

  /// Bounds what copies and checks cost.
  static final Duration DISTANCE = Duration.ofMinutes(1);

  private static final Duration CLOSE_MAX = Duration.ofMinutes(1);

  private final Journal journal;
  private final Duration distance;
  private final Counter checks;
  private final Counter violations;
  private final Timer checking;
  private final Counter kept;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("sampler").factory());
  private Future<?> look = CompletableFuture.completedFuture(null);
  private long lookedAtNanos = System.nanoTime();
  private long snapshotSeq;
  private JournalPosition head;
  private State state;

  /// What the journal has more rows than the state took over events, since the term began.
  private long ahead;

  /// @param distance the least time between two looks
  Sampler(Journal journal, MeterRegistry meters, Duration distance) {
    this.journal = journal;
    this.distance = distance;
    checks = meters.counter("suanli.invariants.checks");
    violations = meters.counter("suanli.invariants.violations");
    checking = meters.timer("suanli.invariants.check");
    kept = meters.counter("suanli.snapshots.kept");
    state = new State();
    head = new JournalPosition(0, "0".repeat(64));
  }

  /// A term begins.
  ///
  /// @param from the row of the snapshot that it began with; 0 if there was none
  /// @param at the row that led to the state
  void began(long from, JournalPosition at, State present) {
    snapshotSeq = from;
    head = at;
    state = present;
    ahead = at.seq() - present.applied();
  }

  /// The state is that after a row of the journal. On the engine's thread.
  void appended(JournalPosition at, State present) {
    head = at;
    state = present;
    boolean isTime = System.nanoTime() - lookedAtNanos >= distance.toNanos();
    if (isTime && look.isDone() && isInStep()) {
      var copy = new Snapshots.Snapshot(at, present.copy());
      boolean isDue = at.seq() - snapshotSeq >= SNAPSHOT_EVENTS;
      snapshotSeq = isDue ? at.seq() : snapshotSeq;
      lookedAtNanos = System.nanoTime();
      look = thread.submit(() -> look(copy, isDue));
    }
  }

  /// Whether the journal has what the state took over, and nothing else.
  private boolean isInStep() {
    return head.seq() - state.applied() == ahead;
  }

  private void look(Snapshots.Snapshot copy, boolean isToBeKept) {
    try {
      checks.increment();
      checking.record(() -> StateInvariants.check(copy.state()));
      if (isToBeKept) {
        requireReplayed(copy);
        journal.snapshots().keep(copy);
        kept.increment();
        LOG.info("event=snapshot_kept seq={}", copy.at().seq());
      }
    } catch (IllegalStateException | JournalBroken e) {
      violations.increment();
      LOG.error("event=invariant_broken seq={} what={}", copy.at().seq(), e.getMessage(), e);
    } catch (RuntimeException e) {
      // A loop of its own: whatever it was, the term goes on, and the next look may succeed.
      LOG.warn("event=look_failed seq={}", copy.at().seq(), e);
    }
  }

  /// The same journal gives the same state. Without an earlier snapshot nothing is replayed: the
  /// term itself began with the whole journal.
  private void requireReplayed(Snapshots.Snapshot copy) {
    var base = journal.snapshots().latest().filter(last -> last.at().seq() < copy.at().seq());
    if (base.isEmpty()) {
      return;
    }
    var replayed = base.get().state();
    journal.replay(
        base.get().at(), copy.at().seq(), recorded -> replayed.apply(recorded.stamped()));
    if (!Arrays.equals(Snapshots.digest(replayed), Snapshots.digest(copy.state()))) {
      throw new IllegalStateException(
          "The invariant (the same journal gives the same state) must hold from row "
              + base.get().at().seq()
              + " to "
              + copy.at().seq()
              + ".");
    }
  }

  /// The term ends while it is still held: what it came to is kept, if the journal has all of it.
  void keepLast() {
    if (head.seq() - snapshotSeq >= LAST_EVENTS && isInStep()) {
      var last = new Snapshots.Snapshot(head, state);
      look = thread.submit(() -> look(last, true));
    }
  }

  /// Waits for the look that is under way.
  @Override
  public void close() {
    boolean wasInterrupted = Thread.interrupted();
    thread.shutdown();
    try {
      if (!thread.awaitTermination(CLOSE_MAX.toSeconds(), TimeUnit.SECONDS)) {
        LOG.warn("event=look_cut_off");
        thread.shutdownNow();
      }
    } catch (InterruptedException _) {
      thread.shutdownNow();
      wasInterrupted = true;
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
