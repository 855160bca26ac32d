package org.suanli.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.suanli.core.engine.Answer;
import org.suanli.core.engine.Attempt;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Engine;
import org.suanli.core.engine.Event;
import org.suanli.core.engine.Job;
import org.suanli.core.engine.Rejected;
import org.suanli.core.engine.State;
import org.suanli.core.ledger.Transfer;
import org.suanli.core.units.AllocationId;
import org.suanli.core.units.Amount;
import org.suanli.core.units.JobId;
import org.suanli.core.units.MemberId;

/// When a waiting job will start: the engine itself, copied and run ahead under a virtual clock.
///
/// It assumes that nothing new is submitted, nothing breaks, every attempt uses the whole of its
/// time limit and then succeeds, and one without a limit runs on.
public final class Forecast {
  /// How far it looks.
  public static final Duration HORIZON = Duration.ofDays(30);

  /// Bounds the work of one forecast.
  private static final int STEPS_MAX = 20_000;

  private final Engine engine;
  private final Instant from;

  /// What would happen to a job if it were submitted.
  ///
  /// @param refused why it would not be accepted; then all else is empty
  /// @param start when it would start; empty if not within the horizon
  /// @param reservation what its first period would reserve
  /// @param payer of the reservation
  public record Plan(
      Optional<Rejected> refused,
      Optional<Instant> start,
      Optional<Amount> reservation,
      Optional<AllocationId> payer) {}

  private Forecast(State state, Instant now) {
    engine = new Engine(state.copy());
    from = now.isAfter(state.now()) ? now : state.now();
  }

  /// The start of a job that waits; nothing of the state is changed.
  ///
  /// @return empty if it does not start within the horizon, or is not known
  public static Optional<Instant> start(State state, JobId job, Instant now) {
    return new Forecast(state, now).run(job).map(Event.Stamped::at);
  }

  /// Submits a job to a copy, and sees.
  public static Plan plan(State state, Command.Submit submit, MemberId by, Instant now) {
    var forecast = new Forecast(state, now);
    return switch (forecast.engine.execute(submit, by, forecast.from)) {
      case Answer.Refused(var rejected) ->
          new Plan(Optional.of(rejected), Optional.empty(), Optional.empty(), Optional.empty());
      case Answer.Accepted(var events) -> {
        var job = ((Event.JobSubmitted) events.getFirst().event()).job();
        var reserved = forecast.run(job);
        var transfer = reserved.map(stamped -> ((Event.Posted) stamped.event()).transfer());
        yield new Plan(
            Optional.empty(),
            reserved.map(Event.Stamped::at),
            transfer.map(Transfer::amount),
            transfer.map(Transfer::allocation));
      }
    };
  }

  /// Runs ahead until a job's attempt reserves its first period.
  private Optional<Event.Stamped> run(JobId job) {
    var now = from;
    for (int step = 0; step < STEPS_MAX; step++) {
      var answer = engine.execute(new Command.Advance(), MemberId.PLATFORM, now);
      if (answer instanceof Answer.Accepted(var events)) {
        for (var stamped : events) {
          if (stamped.event() instanceof Event.Posted(var transfer)
              && transfer.kind() == Transfer.Kind.RESERVE
              && transfer.attempt().orElseThrow().job().equals(job)) {
            return Optional.of(stamped);
          }
        }
      }
      if (!engine.state().jobs().containsKey(job)) {
        return Optional.empty();
      }
      var next = next(now);
      if (next == null || next.isAfter(from.plus(HORIZON))) {
        return Optional.empty();
      }
      now = next;
      endAll(now);
    }
    return Optional.empty();
  }

  private @Nullable Instant next(Instant now) {
    var next = engine.nextDue().orElse(null);
    for (var job : engine.state().running()) {
      var end = expectedEnd(job);
      if (end.isPresent() && (next == null || end.get().isBefore(next))) {
        next = end.get();
      }
    }
    return next == null || next.isAfter(now) ? next : now.plusMillis(1);
  }

  private void endAll(Instant now) {
    for (var job : new ArrayList<>(engine.state().running())) {
      if (expectedEnd(job).filter(end -> !end.isAfter(now)).isPresent()) {
        end(job, now);
      }
    }
  }

  private void end(Job job, Instant now) {
    var attempt = job.attempt().orElseThrow();
    for (int task = 0; task < attempt.placement().tasks().size(); task++) {
      if (!attempt.hasEnded(task)) {
        var ending = new Event.TaskEnding.Exited(0, now);
        engine.execute(
            new Command.ReportTaskEnded(attempt.id(), task, ending), MemberId.PLATFORM, now);
      }
    }
  }

  private static Optional<Instant> expectedEnd(Job job) {
    Attempt attempt = job.attempt().orElseThrow();
    return attempt
        .killAt()
        .or(
            () ->
                job.demand()
                    .longestRun()
                    .map(run -> attempt.placedAt().plus(run))
                    .map(end -> end.minus(job.demand().checkpoint().grace())));
  }
}
