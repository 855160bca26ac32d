package org.suanli.core.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.suanli.core.ledger.Account;
import org.suanli.core.ledger.Books;
import org.suanli.core.scheduling.Waiting;
import org.suanli.core.units.JobId;

/// The whole state as {@link Fact}s, and back. Two states are the same if their facts are.
final class Facts {
  private Facts() {}

  static void tell(State state, Consumer<Fact> to) {
    to.accept(
        new Fact.Centre(
            state.now,
            Optional.ofNullable(state.price),
            state.priceVersion,
            state.lastJob,
            state.lastAllocation,
            state.lastMaintenance,
            state.restores));
    if (state.policyVersion > 0) {
      to.accept(new Fact.Rules(state.policyVersion, state.policy));
    }
    state.clusters.values().forEach(cluster -> to.accept(new Fact.Cluster(cluster)));
    for (var slot : state.fleet.nodes()) {
      to.accept(
          new Fact.Node(
              slot.spec(), slot.state(), slot.reason(), slot.author(), slot.foreignDevices()));
      to.accept(
          new Fact.Free(
              slot.spec().id(),
              slot.freeDevices(),
              slot.shares(),
              slot.freeMilliCpus(),
              slot.freeBytes(),
              slot.tasks()));
    }
    state.maintenances.values().forEach(planned -> to.accept(new Fact.Planned(planned)));
    state.ratings.values().forEach(rating -> to.accept(new Fact.Rated(rating)));
    state.programmes.keySet().forEach(programme -> to.accept(new Fact.Programme(programme)));
    state.tenants.values().forEach(tenant -> tell(state, tenant, to));
    state.members.forEach((id, member) -> to.accept(new Fact.Member(id, member)));
    state.books.pages().values().forEach(page -> to.accept(page(page)));
    for (var job : state.jobs.values()) {
      to.accept(job.toFact());
      job.kept().ifPresent(placement -> to.accept(new Fact.Kept(job.id, placement)));
      job.attempt().ifPresent(attempt -> to.accept(attempt.toFact()));
    }
    state.finished.forEach(
        (id, job) -> to.accept(new Fact.Finished(id, job.organization(), job.isSuccess())));
    to.accept(new Fact.Running(List.copyOf(state.running.keySet())));
    to.accept(new Fact.Waits(waiting(state)));
    state.dependents.forEach(
        (id, dependents) -> to.accept(new Fact.Dependents(id, List.copyOf(dependents))));
  }

  private static void tell(State state, Tenant tenant, Consumer<Fact> to) {
    to.accept(
        new Fact.Organization(tenant.id, tenant.weight, tenant.quota, tenant.usage(state.now)));
    tenant.projects.forEach((id, project) -> to.accept(new Fact.Project(id, project.quota)));
    var shares = new ArrayList<Fact.Share>();
    tenant.projects.forEach((id, project) -> shares.add(new Fact.Share(id, project.held)));
    to.accept(
        new Fact.Holds(
            tenant.id, tenant.held, List.copyOf(tenant.allocations), List.copyOf(shares)));
  }

  private static Fact.Page page(Books.Page page) {
    var balances =
        Arrays.stream(Account.values())
            .map(account -> new Fact.Balance(account, page.balance(account).value()))
            .toList();
    return new Fact.Page(page.allocation(), page.isClosed(), page.committed().value(), balances);
  }

  private static List<JobId> waiting(State state) {
    var all = new TreeSet<JobId>();
    state.queue.jobs().forEach(jobs -> jobs.stream().map(Waiting::job).forEach(all::add));
    return List.copyOf(all);
  }

  /// Takes over a fact, into a state to which those before it were told.
  ///
  /// @throws RuntimeException if it does not fit them: it is not of a state's facts
  static void take(State state, Fact fact) {
    switch (fact) {
      case Fact.Centre centre -> take(state, centre);
      case Fact.Rules(int version, var policy) -> state.setPolicy(version, policy);
      case Fact.Cluster(var cluster) -> state.clusters.put(cluster.id(), cluster);
      case Fact.Node(var node, var nodeState, var reason, var author, int foreignDevices) -> {
        state.fleet.add(node);
        state.fleet.setState(node.id(), nodeState, reason, author);
        state.fleet.setForeign(node.id(), foreignDevices);
      }
      case Fact.Planned(var maintenance) -> state.maintenances.put(maintenance.id(), maintenance);
      case Fact.Rated(var rating) -> state.ratings.put(rating.model(), rating);
      case Fact.Programme(var programme) -> state.programmes.put(programme, true);
      case Fact.Organization(var id, int weight, var quota, long usage) -> {
        var tenant = new Tenant(id, state.policy.usageHalfLife());
        tenant.weight = weight;
        tenant.quota = quota;
        tenant.addUsage(state.now, usage);
        state.tenants.put(id, tenant);
      }
      case Fact.Project(var id, var quota) -> {
        var project = new Tenant.Project();
        project.quota = quota;
        state.tenant(id.organization()).projects.put(id, project);
      }
      case Fact.Member(var id, var membership) -> state.members.put(id, membership);
      case Fact.Page page -> take(state, page);
      case Fact.LiveJob live -> take(state, new Job(live));
      case Fact.Kept(var id, var placement) -> JobChanges.kept(state, state.job(id), placement);
      case Fact.LiveAttempt live -> {
        var job = state.job(live.attempt().job());
        state.agenda.retry(job.notBefore, -1);
        job.attempt = new Attempt(live, job.demand);
        state.running.put(job.id, job);
        JobChanges.hold(state, job, 1);
        state.agenda.follow(job);
      }
      case Fact.Finished(var job, var organization, boolean isSuccess) ->
          state.finished.put(job, new State.Finished(organization, isSuccess));
      case Fact.Derived _ -> {}
    }
  }

  private static void take(State state, Fact.Centre centre) {
    state.now = centre.now();
    state.price = centre.price().orElse(null);
    state.priceVersion = centre.priceVersion();
    state.lastJob = centre.lastJob();
    state.lastAllocation = centre.lastAllocation();
    state.lastMaintenance = centre.lastMaintenance();
    state.restores = centre.restores();
  }

  private static void take(State state, Fact.Page page) {
    var allocation = page.allocation();
    var tenant = state.tenant(allocation.owner().organization());
    var balances = new TreeMap<Account, Long>();
    page.balances().forEach(balance -> balances.put(balance.account(), balance.value()));
    state.books.reopen(allocation, page.committed(), balances);
    tenant.grant(allocation);
    if (page.isClosed()) {
      state.books.close(allocation.id());
      tenant.close(allocation);
    }
  }

  private static void take(State state, Job job) {
    state.jobs.put(job.id, job);
    job.pending.forEach(
        dependency ->
            state.dependents.computeIfAbsent(dependency, _ -> new TreeSet<>()).add(job.id));
    state.agenda.retry(job.notBefore, 1);
    if (job.isQueued()) {
      state.queue.add(job.waiting());
    }
  }
}
