package org.suanli.server.loop;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.suanli.core.engine.Event;
import org.suanli.core.engine.State;

/// Counts what becomes durable, from this server's start on.
public final class JobMeters implements Follower {
  /// From a cycle of the scheduler to a week.
  private static final Duration[] WAITS = {
    Duration.ofSeconds(1),
    Duration.ofSeconds(10),
    Duration.ofMinutes(1),
    Duration.ofMinutes(10),
    Duration.ofHours(1),
    Duration.ofHours(6),
    Duration.ofDays(1),
    Duration.ofDays(7)
  };

  private final MeterRegistry meters;

  public JobMeters(MeterRegistry meters) {
    this.meters = meters;
  }

  @Override
  public void committed(List<Event.Stamped> events, State state) {
    meters.counter("suanli.journal.events").increment(events.size());
    for (var stamped : events) {
      switch (stamped.event()) {
        case Event.JobSubmitted _ -> meters.counter("suanli.jobs.submitted").increment();
        case Event.AttemptPlaced placed when placed.attempt().number() == 1 ->
            waited(placed, stamped, state);
        case Event.AttemptEnded ended ->
            meters.counter("suanli.attempts.ended", "outcome", text(ended.outcome())).increment();
        case Event.JobMoved(_, var signal, _) when JobRows.stateAfter(signal).isTerminal() ->
            meters
                .counter("suanli.jobs.ended", "state", text(JobRows.stateAfter(signal)))
                .increment();
        // Others are counted as events alone.
        default -> {}
      }
    }
  }

  private void waited(Event.AttemptPlaced placed, Event.Stamped stamped, State state) {
    var job = state.jobs().get(placed.attempt().job());
    if (job != null) {
      Timer.builder("suanli.job.wait")
          .description("From a job's submission to its first placement.")
          .tag("priority_class", text(job.demand().priorityClass()))
          .serviceLevelObjectives(WAITS)
          .register(meters)
          .record(Duration.between(job.submittedAt(), stamped.at()));
    }
  }

  private static String text(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
