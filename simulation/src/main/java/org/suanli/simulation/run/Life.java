package org.suanli.simulation.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.suanli.core.supply.Placement;
import org.suanli.core.units.AcceleratorTime;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.simulation.trace.TraceJob;

/// What became of a job. Changed by the simulation that it belongs to, while that runs.
public final class Life {
  /// Nobody minds how much longer than its run a shorter job takes.
  private static final Duration SHORT = Duration.ofSeconds(10);

  private final TraceJob job;
  @Nullable Instant firstPlacedAt;
  @Nullable Instant placedAt;
  @Nullable Instant endedAt;
  @Nullable Instant promisedAt;
  @Nullable Placement placement;

  /// When the tasks of its present attempt did their first work that was not done before.
  @Nullable Instant worksFrom;

  int attempts;
  MilliAccelerators occupied = MilliAccelerators.ZERO;
  long heldMillis;
  long doneMillis;
  boolean isRefused;
  boolean isFailed;
  boolean isBackfilled;

  Life(TraceJob job) {
    this.job = job;
  }

  public TraceJob job() {
    return job;
  }

  /// Whether the engine did not accept it, or the fleet could never hold it.
  public boolean isRefused() {
    return isRefused;
  }

  /// Whether it ended without having done its work: at its time limit, after too many failures of
  /// machines, or because what it depends on did not succeed.
  public boolean isFailed() {
    return isFailed;
  }

  /// Whether it started past a job that was submitted before it, had been promised a start and went
  /// on waiting.
  public boolean isBackfilled() {
    return isBackfilled;
  }

  /// When it was first given accelerators.
  public Optional<Instant> startedAt() {
    return Optional.ofNullable(firstPlacedAt);
  }

  /// The first start that it was promised; empty if it started without one, or never was.
  public Optional<Instant> promisedAt() {
    return Optional.ofNullable(promisedAt);
  }

  /// When it ended for good.
  public Optional<Instant> endedAt() {
    return Optional.ofNullable(endedAt);
  }

  public int attempts() {
    return attempts;
  }

  /// What its gang holds.
  public MilliAccelerators occupied() {
    return occupied;
  }

  /// From its submission until it first held accelerators; empty if it never did.
  public Optional<Duration> queued() {
    return startedAt().map(at -> Duration.between(job.submittedAt(), at));
  }

  /// From its submission until its end; empty if it did not end.
  public Optional<Duration> completed() {
    return endedAt().map(at -> Duration.between(job.submittedAt(), at));
  }

  /// How many times as long as it runs its user waited for its end; of a job that runs shorter than
  /// {@link #SHORT}, as if it ran so long. At least 1; empty if it did not end. Source: Feitelson,
  /// Metrics for Parallel Job Scheduling and Their Convergence (2001), bounded slowdown.
  public Optional<Double> slowdown() {
    double least = Math.max(job.runs().toMillis(), SHORT.toMillis());
    return completed().map(time -> Math.max(1, time.toMillis() / least));
  }

  /// What all its attempts held.
  public AcceleratorTime held() {
    return new AcceleratorTime(occupied.times(heldMillis).milli());
  }

  /// What of its run is still to do.
  Duration left() {
    return job.runs().minusMillis(doneMillis);
  }

  /// What of that became progress that lasted.
  public AcceleratorTime useful() {
    return new AcceleratorTime(occupied.times(doneMillis).milli());
  }
}
