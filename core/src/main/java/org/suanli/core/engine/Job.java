package org.suanli.core.engine;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.suanli.core.lifecycle.JobState;
import org.suanli.core.scheduling.Promise;
import org.suanli.core.scheduling.Waiting;
import org.suanli.core.spec.Demand;
import org.suanli.core.supply.Placement;
import org.suanli.core.units.JobId;
import org.suanli.core.units.MemberId;
import org.suanli.core.units.ProjectId;

/// A job that has not ended. Changed by {@link State#apply} alone.
public final class Job {
  final JobId id;
  final ProjectId project;
  final MemberId member;
  final Demand demand;
  final String spec;
  final Instant submittedAt;
  final SortedSet<JobId> pending;
  final Waiting.Bucket bucket;
  JobState state = JobState.WAITING;
  int attempts;
  int failures;
  int platformFaults;
  @Nullable Instant notBefore;
  @Nullable Promise promised;
  @Nullable Attempt attempt;

  Job(Event.JobSubmitted event, Instant submittedAt) {
    id = event.job();
    project = event.project();
    member = event.member();
    demand = event.demand();
    spec = event.spec();
    this.submittedAt = submittedAt;
    pending = copyOf(demand.dependencies());
    bucket = new Waiting.Bucket(project, demand);
  }

  Job(Fact.LiveJob fact) {
    this(fact.submitted(), fact.submittedAt());
    if (!pending.isEmpty()) {
      pending.retainAll(fact.pending());
    }
    state = fact.state();
    attempts = fact.attempts();
    failures = fact.failures();
    platformFaults = fact.platformFaults();
    notBefore = fact.notBefore().orElse(null);
    promised = fact.promised().map(at -> new Promise(at, Optional.empty())).orElse(null);
  }

  Fact.LiveJob toFact() {
    return new Fact.LiveJob(
        new Event.JobSubmitted(id, project, member, demand, spec),
        submittedAt,
        state,
        attempts,
        failures,
        platformFaults,
        List.copyOf(pending),
        Optional.ofNullable(notBefore),
        promised());
  }

  Job(Job other) {
    id = other.id;
    project = other.project;
    member = other.member;
    demand = other.demand;
    spec = other.spec;
    submittedAt = other.submittedAt;
    pending = copyOf(other.pending);
    bucket = other.bucket;
    state = other.state;
    attempts = other.attempts;
    failures = other.failures;
    platformFaults = other.platformFaults;
    notBefore = other.notBefore;
    promised = other.promised;
    attempt = other.attempt == null ? null : new Attempt(other.attempt);
  }

  /// Most jobs depend on none, and share the empty set.
  private static SortedSet<JobId> copyOf(Collection<JobId> jobs) {
    return jobs.isEmpty() ? Collections.emptySortedSet() : new TreeSet<>(jobs);
  }

  public JobId id() {
    return id;
  }

  public ProjectId project() {
    return project;
  }

  public MemberId member() {
    return member;
  }

  public Demand demand() {
    return demand;
  }

  public String spec() {
    return spec;
  }

  public Instant submittedAt() {
    return submittedAt;
  }

  public JobState state() {
    return state;
  }

  /// The attempt that holds its accelerators.
  public Optional<Attempt> attempt() {
    return Optional.ofNullable(attempt);
  }

  public int attempts() {
    return attempts;
  }

  /// The start that it was promised last.
  public Optional<Instant> promised() {
    return Optional.ofNullable(promised).map(Promise::startsAt);
  }

  /// Where room is kept for it.
  Optional<Placement> kept() {
    return Optional.ofNullable(promised).flatMap(Promise::placement);
  }

  boolean isQueued() {
    return state == JobState.WAITING && pending.isEmpty();
  }

  Waiting waiting() {
    return new Waiting(
        id,
        project,
        demand,
        submittedAt,
        Optional.ofNullable(notBefore),
        Optional.ofNullable(promised),
        bucket);
  }
}
