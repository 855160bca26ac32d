package org.suanli.core.engine;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.suanli.core.allocation.Allocation;
import org.suanli.core.allocation.Role;
import org.suanli.core.ledger.Books;
import org.suanli.core.ledger.Transfer;
import org.suanli.core.lifecycle.AttemptSignal;
import org.suanli.core.lifecycle.JobSignal;
import org.suanli.core.lifecycle.JobState;
import org.suanli.core.lifecycle.Lifecycle;
import org.suanli.core.lifecycle.StopCause;
import org.suanli.core.scheduling.Queue;
import org.suanli.core.supply.ClusterSpec;
import org.suanli.core.supply.Fleet;
import org.suanli.core.supply.Maintenance;
import org.suanli.core.supply.Rating;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.JobId;
import org.suanli.core.units.MaintenanceId;
import org.suanli.core.units.MemberId;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.Money;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.ProgrammeId;
import org.suanli.core.units.ProjectId;

/// All that the engine knows. {@link #apply} is the only thing that changes it; the same events
/// give the same state.
///
/// Owned by one thread. Jobs that ended leave it; of the last {@link #FINISHED_MAX} it keeps
/// whether they succeeded, for those that depend on them.
public final class State {
  private static final int FINISHED_MAX = 100_000;

  Instant now = Instant.EPOCH;
  final TreeMap<ClusterId, ClusterSpec> clusters = new TreeMap<>();
  Fleet fleet = new Fleet();
  final TreeMap<MaintenanceId, Maintenance> maintenances = new TreeMap<>();
  final TreeMap<ModelName, Rating> ratings = new TreeMap<>();
  final TreeMap<OrganizationId, Tenant> tenants = new TreeMap<>();
  final TreeMap<MemberId, Membership> members = new TreeMap<>();
  final TreeMap<ProgrammeId, Boolean> programmes = new TreeMap<>();
  Books books = new Books();
  final TreeMap<JobId, Job> jobs = new TreeMap<>();
  final TreeMap<JobId, Job> running = new TreeMap<>();
  Queue queue = new Queue();
  final TreeMap<JobId, TreeSet<JobId>> dependents = new TreeMap<>();
  final LinkedHashMap<JobId, Boolean> finished = new LinkedHashMap<>();
  @Nullable Money price;
  int priceVersion;
  long lastJob;
  long lastAllocation;
  long lastMaintenance;

  /// A member's role, and the organization that it is in.
  public record Membership(Role role, Optional<OrganizationId> organization) {}

  public Instant now() {
    return now;
  }

  public SortedMap<ClusterId, ClusterSpec> clusters() {
    return Collections.unmodifiableSortedMap(clusters);
  }

  /// To be read, not changed.
  public Fleet fleet() {
    return fleet;
  }

  /// To be read, not changed.
  public Books books() {
    return books;
  }

  public SortedMap<ModelName, Rating> ratings() {
    return Collections.unmodifiableSortedMap(ratings);
  }

  public SortedMap<MaintenanceId, Maintenance> maintenances() {
    return Collections.unmodifiableSortedMap(maintenances);
  }

  public SortedMap<OrganizationId, Tenant> tenants() {
    return Collections.unmodifiableSortedMap(tenants);
  }

  public SortedMap<MemberId, Membership> members() {
    return Collections.unmodifiableSortedMap(members);
  }

  public Optional<Money> pricePerPflopsHour() {
    return Optional.ofNullable(price);
  }

  /// Jobs that have not ended, by id.
  public SortedMap<JobId, Job> jobs() {
    return Collections.unmodifiableSortedMap(jobs);
  }

  /// Jobs that hold accelerators, by id.
  public Collection<Job> running() {
    return Collections.unmodifiableCollection(running.values());
  }

  public int waiting() {
    return queue.size();
  }

  /// Everything it knows, as text: equal texts, equal states.
  public String toText() {
    return StateText.of(this);
  }

  public State copy() {
    var copy = new State();
    copy.now = now;
    copy.clusters.putAll(clusters);
    copy.fleet = fleet.copy();
    copy.maintenances.putAll(maintenances);
    copy.ratings.putAll(ratings);
    tenants.forEach((id, tenant) -> copy.tenants.put(id, new Tenant(tenant)));
    copy.members.putAll(members);
    copy.programmes.putAll(programmes);
    copy.books = books.copy();
    jobs.forEach((id, job) -> copy.jobs.put(id, new Job(job)));
    running.keySet().forEach(id -> copy.running.put(id, copy.job(id)));
    copy.queue = queue.copy();
    dependents.forEach((id, of) -> copy.dependents.put(id, new TreeSet<>(of)));
    copy.finished.putAll(finished);
    copy.price = price;
    copy.priceVersion = priceVersion;
    copy.lastJob = lastJob;
    copy.lastAllocation = lastAllocation;
    copy.lastMaintenance = lastMaintenance;
    return copy;
  }

  /// Takes over one event.
  ///
  /// @throws IllegalStateException if the event does not follow from this state; the journal is
  ///   then not this engine's
  public void apply(Event.Stamped stamped) {
    now = stamped.at();
    switch (stamped.event()) {
      case Event.ClusterAttached(var cluster) -> clusters.put(cluster.id(), cluster);
      case Event.ClusterDetached(var cluster) -> clusters.remove(cluster);
      case Event.NodeAdded(var node) -> fleet.add(node);
      case Event.NodeRemoved(var node) -> fleet.remove(node);
      case Event.NodeStateChanged(var node, var state, var reason) ->
          fleet.setState(node, state, reason);
      case Event.ForeignUseSeen(var node, var devices) -> fleet.setForeign(node, devices);
      case Event.MaintenancePlanned(var maintenance) -> {
        maintenances.put(maintenance.id(), maintenance);
        lastMaintenance = maintenance.id().value();
      }
      case Event.MaintenanceEnded(var maintenance) -> maintenances.remove(maintenance);
      case Event.RatingPublished(var rating) -> ratings.put(rating.model(), rating);
      case Event.PricePublished(var version, var perPflopsHour) -> {
        price = perPflopsHour;
        priceVersion = version;
      }
      case Event.OrganizationSet(var organization, var weight) ->
          tenants.computeIfAbsent(organization, Tenant::new).weight = weight;
      case Event.ProjectAdded(var project) ->
          tenant(project.organization()).projects.put(project, new Tenant.Project());
      case Event.ProjectRemoved(var project) ->
          tenant(project.organization()).projects.remove(project);
      case Event.MemberSet(var member, var role, var organization) ->
          members.put(member, new Membership(role, organization));
      case Event.MemberRemoved(var member) -> members.remove(member);
      case Event.QuotaSet(var owner, var quota) -> {
        var tenant = tenant(owner.organization());
        switch (owner) {
          case Allocation.Owner.OfOrganization _ -> tenant.quota = quota;
          case Allocation.Owner.OfProject(var project) -> project(tenant, project).quota = quota;
        }
      }
      case Event.ProgrammeOpened(var programme) -> programmes.put(programme, true);
      case Event.AllocationGranted(var allocation) -> {
        books.open(allocation);
        tenant(allocation.owner().organization()).allocations.add(allocation.id());
        lastAllocation = allocation.id().value();
      }
      case Event.AllocationClosed(var allocation) -> books.close(allocation);
      case Event.JobSubmitted submitted -> applySubmitted(submitted);
      case Event.StartPromised(var id, var startsAt) -> {
        var job = job(id);
        requeue(job, () -> job.promised = startsAt);
      }
      case Event.AttemptPlaced placed -> applyPlaced(placed);
      case Event.AttemptStarted(var id) -> {
        var attempt = attempt(id);
        move(attempt, AttemptSignal.STARTED);
        attempt.startedAt = now;
      }
      case Event.CheckpointSaved(var id) -> attempt(id).checkpointAt = now;
      case Event.TaskEnded(var id, var task, var ending) ->
          applyTaskEnded(attempt(id), task, ending);
      case Event.StopRequested(var id, var cause, var killAt) -> {
        var attempt = attempt(id);
        move(attempt, AttemptSignal.STOP_REQUESTED);
        if (attempt.cause == null || cause.outranks(attempt.cause)) {
          attempt.cause = cause;
        }
        if (attempt.killAt == null || killAt.isBefore(attempt.killAt)) {
          attempt.killAt = killAt;
        }
      }
      case Event.KillRequested(var id) -> {
        var attempt = attempt(id);
        move(attempt, AttemptSignal.GRACE_ENDED);
        attempt.isKilled = true;
      }
      case Event.AttemptEnded(var id, _, _) -> applyAttemptEnded(id);
      case Event.JobMoved moved -> applyMoved(moved);
      case Event.PeriodOpened(var id, var allocation, var until) -> {
        var attempt = attempt(id);
        attempt.allocation = allocation;
        attempt.periodUntil = until;
        attempt.rating = ratings.get(attempt.placement.model());
      }
      case Event.Posted(var transfer) -> applyPosted(transfer);
    }
  }

  private void applySubmitted(Event.JobSubmitted submitted) {
    var job = new Job(submitted, now);
    job.pending.removeIf(dependency -> Boolean.TRUE.equals(finished.get(dependency)));
    job.pending.forEach(
        dependency -> dependents.computeIfAbsent(dependency, _ -> new TreeSet<>()).add(job.id));
    jobs.put(job.id, job);
    lastJob = job.id.value();
    if (job.isQueued()) {
      queue.add(job.waiting());
    }
  }

  private void applyPlaced(Event.AttemptPlaced placed) {
    var job = job(placed.attempt().job());
    if (placed.attempt().number() <= job.attempts) {
      throw new IllegalStateException("The attempt " + placed.attempt() + " was used before.");
    }
    queue.remove(job.waiting());
    var occupied = job.demand.shape().occupied();
    job.attempts = placed.attempt().number();
    job.attempt = new Attempt(placed.attempt(), placed.placement(), occupied, now);
    moveJob(job, JobSignal.PLACED);
    running.put(job.id, job);
    hold(job, 1);
  }

  private void hold(Job job, int sign) {
    var attempt = job.attempt().orElseThrow();
    for (var task : attempt.placement.tasks()) {
      var role = job.demand.shape().roles().get(task.role());
      if (sign > 0) {
        fleet.take(task.node(), task.devices(), role.cpus().milli(), role.memory().bytes());
      } else {
        fleet.give(task.node(), task.devices(), role.cpus().milli(), role.memory().bytes());
      }
    }
    var tenant = tenant(job.project.organization());
    tenant.held += sign * attempt.occupied.milli();
    project(tenant, job.project).held += sign * attempt.occupied.milli();
  }

  private static void applyTaskEnded(Attempt attempt, int task, Event.TaskEnding ending) {
    if (attempt.hasEnded[task]) {
      throw new IllegalStateException("Task " + task + " of " + attempt.id + " ended twice.");
    }
    attempt.hasEnded[task] = true;
    attempt.tasksLeft--;
    attempt.isLost |= ending instanceof Event.TaskEnding.Lost;
    attempt.hasFailed |= !ending.isSuccess();
    if (ending.at().isAfter(attempt.lastEndAt)) {
      attempt.lastEndAt = ending.at();
    }
  }

  private void applyAttemptEnded(AttemptId id) {
    var attempt = attempt(id);
    move(attempt, AttemptSignal.LAST_TASK_ENDED);
    hold(job(id.job()), -1);
  }

  private void applyMoved(Event.JobMoved moved) {
    var job = job(moved.job());
    boolean wasQueued = job.isQueued();
    if (wasQueued) {
      queue.remove(job.waiting());
    }
    var ended = job.attempt;
    moveJob(job, moved.signal());
    if (ended != null) {
      job.failures += ended.cause == null && ended.hasFailed && !ended.isLost ? 1 : 0;
      job.failures += ended.cause == StopCause.TASK_FAILED ? 1 : 0;
      job.platformFaults += ended.isLost ? 1 : 0;
    }
    job.attempt = null;
    job.promised = null;
    job.notBefore = moved.notBefore().orElse(null);
    running.remove(job.id);
    if (job.state.isTerminal()) {
      finish(job);
    } else {
      queue.add(job.waiting());
    }
  }

  private void finish(Job job) {
    jobs.remove(job.id);
    boolean isSuccess = job.state == JobState.SUCCEEDED;
    finished.put(job.id, isSuccess);
    if (finished.size() > FINISHED_MAX) {
      finished.pollFirstEntry();
    }
    job.pending.forEach(
        dependency -> {
          var of = dependents.get(dependency);
          if (of != null && of.remove(job.id) && of.isEmpty()) {
            dependents.remove(dependency);
          }
        });
    var waiting = dependents.remove(job.id);
    if (waiting != null && isSuccess) {
      for (var id : waiting) {
        var dependent = job(id);
        dependent.pending.remove(job.id);
        if (dependent.isQueued()) {
          queue.add(dependent.waiting());
        }
      }
    } else if (waiting != null) {
      dependents.put(job.id, waiting);
    }
  }

  private void applyPosted(Transfer transfer) {
    books.post(transfer);
    transfer.attempt().map(this::attempt).ifPresent(attempt -> pay(attempt, transfer));
  }

  private void pay(Attempt attempt, Transfer transfer) {
    long amount = transfer.amount().value();
    switch (transfer.kind()) {
      case RESERVE -> attempt.reserved += amount;
      case RELEASE -> {
        attempt.reserved -= amount;
        attempt.periodUntil = attempt.settledUntil;
      }
      case CHARGE -> {
        attempt.reserved -= amount;
        attempt.charged += amount;
        settled(attempt, transfer);
        attempt.periodUntil = attempt.settledUntil;
      }
      case BEAR -> settled(attempt, transfer);
      case GRANT, CREDIT, CREDIT_LATE, EXPIRE -> {}
    }
  }

  private void settled(Attempt attempt, Transfer transfer) {
    var segment = transfer.metered().orElseThrow();
    if (!segment.window().from().equals(attempt.settledUntil)) {
      throw new IllegalStateException(
          "The segment " + segment + " of " + attempt.id + " leaves a gap or overlaps.");
    }
    attempt.settledUntil = segment.window().until();
    tenant(job(attempt.id.job()).project.organization())
        .addUsage(
            now, Settlement.rated(segment.used(), Optional.ofNullable(attempt.rating)).value());
  }

  private static void move(Attempt attempt, AttemptSignal signal) {
    attempt.state =
        Lifecycle.next(attempt.state, signal)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        attempt.id + " in " + attempt.state + " cannot take " + signal))
            .next();
  }

  private static void moveJob(Job job, JobSignal signal) {
    job.state =
        Lifecycle.next(job.state, signal)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        job.id + " in " + job.state + " cannot take " + signal));
  }

  private void requeue(Job job, Runnable change) {
    queue.remove(job.waiting());
    change.run();
    queue.add(job.waiting());
  }

  Job job(JobId id) {
    var job = jobs.get(id);
    if (job == null) {
      throw new IllegalStateException("The " + id + " is not known.");
    }
    return job;
  }

  Attempt attempt(AttemptId id) {
    var attempt = job(id.job()).attempt;
    if (attempt == null || !attempt.id.equals(id)) {
      throw new IllegalStateException("The attempt " + id + " is not the present one.");
    }
    return attempt;
  }

  Tenant tenant(OrganizationId id) {
    var tenant = tenants.get(id);
    if (tenant == null) {
      throw new IllegalStateException("The organization " + id + " is not known.");
    }
    return tenant;
  }

  static Tenant.Project project(Tenant tenant, ProjectId id) {
    var project = tenant.projects.get(id);
    if (project == null) {
      throw new IllegalStateException("The project " + id + " is not known.");
    }
    return project;
  }
}
