package org.suanli.simulation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SequencedCollection;
import java.util.TreeSet;
import java.util.function.Function;
import org.suanli.core.engine.Engine;
import org.suanli.core.engine.Event;
import org.suanli.core.engine.State;
import org.suanli.core.scheduling.WaitReason;
import org.suanli.core.units.JobId;

/// Everything that must hold after every event, checked from the events alone and against the
/// state.
///
/// Structure: each part keeps its own books of what the events told, by other means than the
/// engine's, and refuses an event that breaks its rule. What the state says is compared with those
/// books: after every command where it is cheap, and in full every {@link #FULL_EVERY} commands.
public final class Invariants {
  private static final int FULL_EVERY = 16;

  private final DeviceInvariants devices = new DeviceInvariants();
  private final BooksInvariants books = new BooksInvariants();
  private final JobInvariants jobs = new JobInvariants();
  private final TreeSet<String> reasons = new TreeSet<>();
  private final TreeSet<String> kinds = new TreeSet<>();
  private Instant last = Instant.MIN;
  private int commands;

  /// Looks at one event.
  ///
  /// @throws IllegalStateException if it breaks an invariant, naming both
  public void observe(Event.Stamped stamped) {
    require(!stamped.at().isBefore(last), "time goes back", stamped);
    last = stamped.at();
    kinds.add(stamped.event().getClass().getSimpleName());
    jobs.observe(stamped);
    devices.observe(stamped, jobs);
    books.observe(stamped, jobs);
  }

  /// Looks at what a command changed, in full now and then.
  void accept(Engine engine, List<Event.Stamped> events) {
    events.forEach(this::observe);
    commands++;
    if (commands % FULL_EVERY == 0) {
      compare(engine.state());
      var state = engine.state();
      explain(state, id -> engine.explain(id, state.now()));
    } else {
      books.compareTouched(engine.state());
      devices.compareTouched(engine.state());
    }
  }

  /// Compares all of a state with what the events told.
  ///
  /// @throws IllegalStateException if they differ
  public void compare(State state) {
    state.requireIndexed();
    jobs.compare(state);
    devices.compare(state);
    books.compare(state);
  }

  /// Every waiting job gives a reason, and no other does.
  void explain(State state, Function<JobId, Optional<WaitReason>> reasons) {
    for (var job : state.jobs().values()) {
      var reason = reasons.apply(job.id());
      require(reason.isPresent() == job.attempt().isEmpty(), "a reason for waiting", job.id());
      reason.ifPresent(this::collect);
    }
  }

  private void collect(WaitReason reason) {
    reasons.add(reason.getClass().getSimpleName());
    require(!reason.sentence().isBlank() && !reason.remedy().isBlank(), "a sentence", reason);
    if (reason instanceof WaitReason.Behind(_, var head)) {
      collect(head);
    }
  }

  /// Every job that was submitted has ended, and holds nothing any more.
  ///
  /// @throws IllegalStateException if not
  public void atEnd() {
    jobs.atEnd();
    devices.atEnd();
    books.atEnd();
  }

  /// The kinds of events that were seen.
  public SequencedCollection<String> kinds() {
    return kinds;
  }

  /// The kinds of reasons that were given.
  public SequencedCollection<String> reasons() {
    return reasons;
  }

  static void require(boolean holds, String rule, Object subject) {
    if (!holds) {
      throw new IllegalStateException("The invariant (" + rule + ") must hold for " + subject);
    }
  }
}
