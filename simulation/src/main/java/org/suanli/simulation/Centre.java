package org.suanli.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.suanli.core.engine.Answer;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Engine;
import org.suanli.core.engine.Event;
import org.suanli.core.engine.Job;
import org.suanli.core.engine.State;
import org.suanli.core.scheduling.Alternative;
import org.suanli.core.scheduling.WaitReason;
import org.suanli.core.units.JobId;
import org.suanli.core.units.MemberId;

/// An engine with its journal under a virtual clock, fake machines that carry out its effects, and
/// the checkers of its invariants, which look at every event.
public final class Centre {
  /// More steps than this without a pause mean that something is due for ever.
  private static final int STEPS_MAX = 1_000_000;

  private final List<Event.Stamped> journal = new ArrayList<>();
  private final Machines machines;
  private final Invariants invariants = new Invariants();
  private Engine engine = new Engine(new State());
  private Instant clock;
  private Duration skew = Duration.ZERO;

  /// @param start the virtual clock's first instant
  public Centre(Instant start, Script.Source scripts) {
    clock = start;
    machines = new Machines(scripts);
  }

  public Instant clock() {
    return clock;
  }

  public State state() {
    return engine.state();
  }

  public Engine engine() {
    return engine;
  }

  public Machines machines() {
    return machines;
  }

  public Invariants invariants() {
    return invariants;
  }

  /// All events so far.
  public List<Event.Stamped> journal() {
    return Collections.unmodifiableList(journal);
  }

  /// Goes on with another engine that was led to the same state.
  void succeed(Engine successor) {
    engine = successor;
  }

  /// Sets the server's wall clock wrong from now on; the machines' time goes on rightly.
  void skew(Duration by) {
    skew = by;
  }

  /// Decides a command at the wall clock's instant, by the platform itself.
  ///
  /// @throws IllegalStateException if an event of it breaks an invariant
  public Answer execute(Command command) {
    var answer = engine.execute(command, MemberId.PLATFORM, clock.plus(skew));
    if (answer instanceof Answer.Accepted(var events)) {
      journal.addAll(events);
      invariants.accept(engine, events);
      events.forEach(machines::accept);
    }
    return answer;
  }

  /// Decides a command that must be accepted. Returns its events.
  public List<Event> accept(Command command) {
    return switch (execute(command)) {
      case Answer.Accepted(var events) -> events.stream().map(Event.Stamped::event).toList();
      case Answer.Refused(var rejected) ->
          throw new IllegalStateException(command + " was refused: " + rejected);
    };
  }

  /// Submits a job that must be accepted, and lets the engine start what fits.
  public JobId submit(JobFixture job) {
    var submitted = accept(job.submit()).getFirst();
    accept(new Command.Advance());
    return ((Event.JobSubmitted) submitted).job();
  }

  /// Lets virtual time pass: whatever is due in it happens at its instant.
  public void run(Duration time) {
    var end = clock.plus(time);
    for (int step = 0; clock.isBefore(end); step++) {
      if (step == STEPS_MAX) {
        throw new IllegalStateException("Time does not pass beyond " + clock + ".");
      }
      var next = earlier(earlier(end, machines.nextDue()), engine.nextDue());
      leap(next.isAfter(clock) ? next : clock.plusMillis(1));
    }
  }

  /// Moves the clock to an instant at once: what became due meanwhile arrives only now.
  void leap(Instant to) {
    clock = to;
    for (var report : machines.until(to)) {
      execute(report);
    }
    execute(new Command.Advance());
  }

  private static Instant earlier(Instant left, Optional<Instant> right) {
    return right.filter(left::isAfter).orElse(left);
  }

  /// A job that has not ended.
  public Optional<Job> job(JobId id) {
    return Optional.ofNullable(engine.state().jobs().get(id));
  }

  /// Whether a job holds accelerators now.
  public boolean isRunning(JobId id) {
    return job(id).flatMap(Job::attempt).isPresent();
  }

  /// Why a job waits now; empty if it does not.
  public Optional<WaitReason> reason(JobId id) {
    return engine.explain(id, clock);
  }

  /// The single changes with which a waiting job would start now.
  public List<Alternative> alternatives(JobId id) {
    return engine.alternatives(id, clock);
  }

  /// All events of one kind, in order.
  public <T extends Event> List<T> events(Class<T> kind) {
    return journal.stream()
        .map(Event.Stamped::event)
        .filter(kind::isInstance)
        .map(kind::cast)
        .toList();
  }
}
