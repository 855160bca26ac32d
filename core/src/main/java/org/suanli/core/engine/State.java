package org.suanli.core.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.suanli.core.allocation.Allocation;
import org.suanli.core.allocation.Role;
import org.suanli.core.ledger.Books;
import org.suanli.core.scheduling.Layout;
import org.suanli.core.scheduling.Policy;
import org.suanli.core.scheduling.Promise;
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
import org.suanli.core.units.NodeId;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.ProgrammeId;
import org.suanli.core.units.ProjectId;

/// All that the engine knows. {@link #apply} is the only thing that changes it; the same events
/// give the same state.
///
/// Owned by one thread. Jobs that ended leave it; of the last {@link #FINISHED_MAX} it keeps
/// whether they succeeded, for those that depend on them.
public final class State {
  /// Of what {@link #tell} tells. Raised whenever a fact, or what events make of the state,
  /// changes: lines of another format are not read.
  public static final int FORMAT = 3;

  static final int FINISHED_MAX = 100_000;

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
  Policy policy = Policy.STANDARD;
  int policyVersion;
  Queue queue = new Queue(policy.order());
  final Agenda agenda = new Agenda();
  final Layout layout = new Layout();
  long applied;
  final TreeMap<JobId, TreeSet<JobId>> dependents = new TreeMap<>();
  final LinkedHashMap<JobId, Finished> finished = new LinkedHashMap<>();
  @Nullable Money price;
  int priceVersion;
  long lastJob;
  long lastAllocation;
  long lastMaintenance;
  int restores;

  /// How a job ended, and whose it was.
  record Finished(OrganizationId organization, boolean isSuccess) {}

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

  public Policy policy() {
    return policy;
  }

  /// How often the policy was changed.
  public int policyVersion() {
    return policyVersion;
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

  /// How many events it took over.
  public long applied() {
    return applied;
  }

  /// Tells everything it knows, one fact a line, without line ends: equal lines, equal states.
  public void tell(Consumer<String> line) {
    var text = new StringBuilder();
    Facts.tell(
        this,
        fact -> {
          text.setLength(0);
          Codec.write(text, fact);
          line.accept(text.toString());
        });
  }

  /// A state from the lines that another told in {@link #FORMAT}. Lines of which some are missing,
  /// or were changed, may make a state too: it tells others then.
  ///
  /// @throws RuntimeException if they cannot be such lines
  public static State of(Iterable<String> lines) {
    var state = new State();
    lines.forEach(line -> Facts.take(state, Codec.readFact(line)));
    return state;
  }

  /// Everything it knows, as text: equal texts, equal states.
  public String toText() {
    var text = new StringBuilder();
    tell(line -> text.append(line).append('\n'));
    return text.toString();
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
    copy.jobs.putAll(jobs);
    copy.jobs.replaceAll((_, job) -> new Job(job));
    copy.agenda.takeOver(agenda);
    for (var id : running.keySet()) {
      var own = copy.job(id);
      copy.running.put(id, own);
      copy.agenda.follow(own);
    }
    copy.policy = policy;
    copy.policyVersion = policyVersion;
    copy.queue = queue.copy();
    dependents.forEach((id, of) -> copy.dependents.put(id, new TreeSet<>(of)));
    copy.finished.putAll(finished);
    copy.price = price;
    copy.priceVersion = priceVersion;
    copy.lastJob = lastJob;
    copy.lastAllocation = lastAllocation;
    copy.lastMaintenance = lastMaintenance;
    copy.restores = restores;
    return copy;
  }

  /// Takes over one event.
  ///
  /// @throws IllegalStateException if the event does not follow from this state; the journal is
  ///   then not this engine's
  public void apply(Event.Stamped stamped) {
    now = stamped.at();
    applied++;
    switch (stamped.event()) {
      case Event.ClusterAttached(var cluster) -> clusters.put(cluster.id(), cluster);
      case Event.ClusterDetached(var cluster) -> clusters.remove(cluster);
      case Event.NodeAdded(var node) -> fleet.add(node);
      case Event.NodeRemoved(var node) -> fleet.remove(node);
      case Event.NodeStateChanged(var node, var state, var reason) ->
          fleet.setState(node, state, reason, stamped.by());
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
          tenants.computeIfAbsent(organization, this::newTenant).weight = weight;
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
        tenant(allocation.owner().organization()).grant(allocation);
        lastAllocation = allocation.id().value();
      }
      case Event.AllocationClosed(var id) -> {
        books.close(id);
        var allocation = books.page(id).allocation();
        tenant(allocation.owner().organization()).close(allocation);
      }
      case Event.PolicyChanged(int version, var changed) -> setPolicy(version, changed);
      case Event.JobSubmitted submitted -> JobChanges.submitted(this, submitted);
      case Event.StartPromised(var id, var startsAt) ->
          JobChanges.promised(this, job(id), new Promise(startsAt, Optional.empty()));
      case Event.RoomKept(var id, var placement) -> JobChanges.kept(this, job(id), placement);
      case Event.PromiseWithdrawn(var id) -> JobChanges.promised(this, job(id), null);
      case Event.AttemptPlaced placed -> JobChanges.placed(this, placed);
      case Event.AttemptStarted(var id) -> JobChanges.started(this, attempt(id));
      case Event.CheckpointSaved(var id) -> attempt(id).checkpointAt = now;
      case Event.TaskEnded(var id, var task, var ending) ->
          JobChanges.taskEnded(attempt(id), task, ending);
      case Event.StopRequested requested -> JobChanges.stopRequested(this, requested);
      case Event.KillRequested(var id) -> JobChanges.killRequested(this, id);
      case Event.AttemptEnded(var id, _, _) -> JobChanges.attemptEnded(this, id);
      case Event.JobMoved moved -> JobChanges.moved(this, moved);
      case Event.PeriodOpened opened -> Payments.opened(this, opened);
      case Event.Posted(var transfer) -> Payments.posted(this, transfer);
      case Event.CentreRestored(int times) -> {
        restores = times;
        lastJob = Math.addExact(lastJob, Event.CentreRestored.NUMBERS_LEFT_OUT);
        lastAllocation = Math.addExact(lastAllocation, Event.CentreRestored.NUMBERS_LEFT_OUT);
        lastMaintenance = Math.addExact(lastMaintenance, Event.CentreRestored.NUMBERS_LEFT_OUT);
        for (var job : jobs.values()) {
          job.attempts = Math.addExact(job.attempts, Event.CentreRestored.ATTEMPTS_LEFT_OUT);
        }
      }
    }
  }

  private Tenant newTenant(OrganizationId id) {
    return new Tenant(id, policy.usageHalfLife());
  }

  void setPolicy(int version, Policy changed) {
    policyVersion = version;
    if (changed.order() != policy.order()) {
      queue = queue.in(changed.order());
    }
    tenants.values().forEach(tenant -> tenant.decay(now, changed.usageHalfLife()));
    policy = changed;
  }

  /// The jobs whose attempts have a task on a node, by id.
  List<Job> attemptsOn(NodeId node) {
    if (!fleet.contains(node) || fleet.slot(node).tasks() == 0) {
      return List.of();
    }
    var on = new ArrayList<Job>();
    for (var job : running.values()) {
      for (var task : job.attempt().orElseThrow().placement.tasks()) {
        if (task.node().equals(node)) {
          on.add(job);
          break;
        }
      }
    }
    return on;
  }

  /// Makes every index anew from what it follows from, and compares them.
  ///
  /// @throws IllegalStateException if one differs
  public void requireIndexed() {
    Indexes.requireSame(this);
  }

  boolean hasSucceeded(JobId id) {
    var job = finished.get(id);
    return job != null && job.isSuccess();
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
