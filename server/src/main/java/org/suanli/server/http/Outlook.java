package org.suanli.server.http;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.suanli.api.Jobs;
import org.suanli.core.engine.Answer;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Engine;
import org.suanli.core.engine.Event;
import org.suanli.core.engine.Runway;
import org.suanli.core.engine.State;
import org.suanli.core.spec.JobFile;
import org.suanli.core.units.Amount;
import org.suanli.core.units.Conversion;
import org.suanli.core.units.JobId;
import org.suanli.core.units.MemberId;
import org.suanli.core.units.ModelName;
import org.suanli.simulation.Forecast;

/// Looks ahead: copies the state on the engine's thread, and runs it on elsewhere.
@Component
final class Outlook {
  /// Each run takes a core and a copy of the state.
  private static final int AT_ONCE_MAX = 2;

  private static final String BASIS =
      "Nothing new is submitted, nothing breaks, and every job uses all of its time limit.";

  private final Desk desk;
  private final InstantSource clock;
  private final Semaphore turns = new Semaphore(AT_ONCE_MAX);

  Outlook(Desk desk, InstantSource clock) {
    this.desk = desk;
    this.clock = clock;
  }

  /// When a waiting job will start.
  ///
  /// @return empty if that cannot be told, or too many ask at once
  Optional<Jobs.Forecast> start(JobId job) {
    if (!turns.tryAcquire()) {
      return Optional.empty();
    }
    try {
      var state = desk.read(engine -> engine.state().copy());
      return Forecast.start(state, job, clock.instant()).map(Outlook::forecast);
    } finally {
      turns.release();
    }
  }

  private static Jobs.Forecast forecast(Instant startsAt) {
    return new Jobs.Forecast(startsAt, BASIS);
  }

  /// What would come of a submission.
  Jobs.Plan plan(Command.Submit submit, JobFile file, MemberId by) {
    if (!turns.tryAcquire()) {
      throw Desk.unavailable("Too many plans are being made.");
    }
    try {
      var state = desk.read(engine -> engine.state().copy());
      return plan(state, new Asked(submit, file, by));
    } finally {
      turns.release();
    }
  }

  private record Asked(Command.Submit submit, JobFile file, MemberId by) {}

  private Jobs.Plan plan(State state, Asked asked) {
    var wall = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    var now = wall.isAfter(state.now()) ? wall : state.now();
    var plan = Forecast.plan(state, asked.submit(), asked.by(), now);
    boolean startsNow = plan.start().map(now::equals).orElse(false);
    boolean isAccepted = plan.refused().isEmpty();
    var shape = asked.submit().demand().shape();
    return new Jobs.Plan(
        isAccepted,
        plan.refused().map(rejected -> rejected.messages()).orElse(List.of()),
        Math.ceilDiv(shape.occupied().milli(), 1_000L),
        shape.occupied().milli(),
        shape.tasks(),
        startsNow,
        plan.start().map(Outlook::forecast).orElse(null),
        isAccepted && !startsNow ? reason(state, asked, now) : null,
        plan.reservation().map(amount -> reservation(state, asked, plan, amount)).stream().toList(),
        isAccepted ? shortfall(state, asked.submit(), plan.start().orElse(now)) : null,
        asked.file().toCanonicalJson());
  }

  private static Jobs.@Nullable Shortfall shortfall(
      State state, Command.Submit submit, Instant start) {
    var runway = Runway.of(state, submit.project().organization());
    return toWire(runway.shortfall(submit.project(), submit.demand(), makes(state), start));
  }

  static Jobs.@Nullable Shortfall toWire(Optional<Runway.End> shortfall) {
    return shortfall
        .map(
            end ->
                new Jobs.Shortfall(
                    end.allocation().toString(), end.at(), end.isExpiry(), end.sentence()))
        .orElse(null);
  }

  /// The makes of the nodes.
  static List<ModelName> makes(State state) {
    return state.fleet().nodes().stream()
        .map(slot -> slot.spec().model())
        .distinct()
        .sorted()
        .toList();
  }

  private static Jobs.@Nullable Reason reason(State state, Asked asked, Instant now) {
    var engine = new Engine(state.copy());
    if (engine.execute(asked.submit(), asked.by(), now) instanceof Answer.Accepted(var events)
        && events.getFirst().event() instanceof Event.JobSubmitted submitted) {
      return engine.explain(submitted.job(), now).map(JobsResource::toWire).orElse(null);
    }
    return null;
  }

  private static Jobs.Reservation reservation(
      State state, Asked asked, Forecast.Plan plan, Amount amount) {
    var models = asked.submit().demand().shape().models().stream().map(ModelName::value).toList();
    boolean isPriced = amount.unit() == Amount.Unit.NANO_PFLOPS_HOURS;
    var price =
        state
            .pricePerPflopsHour()
            .filter(_ -> isPriced)
            .map(each -> Wire.money(Conversion.priceOf(amount, each)));
    return new Jobs.Reservation(
        models.isEmpty() ? "any model" : String.join(" or ", models),
        plan.payer().map(Object::toString).orElse(null),
        Wire.amount(amount),
        null,
        price.orElse(null));
  }
}
