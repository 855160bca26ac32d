package org.suanli.core.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.suanli.core.ledger.Account;
import org.suanli.core.scheduling.Waiting;

/// The whole state as text, one fact a line, in an order that depends on nothing but the facts. Two
/// states are the same if their texts are.
final class StateText {
  private final StringBuilder text = new StringBuilder();

  private StateText() {}

  static String of(State state) {
    var writer = new StateText();
    writer.write(state);
    return writer.text.toString();
  }

  private void write(State state) {
    line("now", state.now);
    line("price", state.priceVersion, Optional.ofNullable(state.price));
    line("last", state.lastJob, state.lastAllocation, state.lastMaintenance, state.restores);
    state.clusters.values().forEach(cluster -> line("cluster", cluster));
    for (var slot : state.fleet.nodes()) {
      line("node", slot.spec(), slot.state(), slot.reason(), slot.author());
      line("free", slot.freeDevices(), slot.freeMilliCpus(), slot.freeBytes());
      line("foreign", slot.foreignDevices());
    }
    state.maintenances.values().forEach(maintenance -> line("maintenance", maintenance));
    state.ratings.values().forEach(rating -> line("rating", rating));
    state.tenants.values().forEach(tenant -> write(state, tenant));
    state.members.forEach((id, member) -> line("member", id, member));
    state.programmes.keySet().forEach(programme -> line("programme", programme));
    for (var page : state.books.pages().values()) {
      line("allocation", page.allocation(), page.isClosed(), page.committed());
      for (var account : Account.values()) {
        line("balance", account, page.balance(account));
      }
    }
    state.jobs.values().forEach(this::write);
    line("running", List.copyOf(state.running.keySet()));
    waiting(state).forEach(job -> line("waiting", job.job()));
    state.dependents.forEach((id, of) -> line("dependents", id, List.copyOf(of)));
    for (Map.Entry<?, Boolean> entry : state.finished.entrySet()) {
      line("finished", entry.getKey(), entry.getValue());
    }
  }

  private static List<Waiting> waiting(State state) {
    var all = new ArrayList<Waiting>(state.waiting());
    state.queue.jobs().forEach(all::addAll);
    all.sort((left, right) -> left.job().compareTo(right.job()));
    return all;
  }

  private void write(State state, Tenant tenant) {
    line("tenant", tenant.id, tenant.weight, tenant.quota, tenant.held, tenant.usage(state.now));
    line("allocations", List.copyOf(tenant.allocations));
    tenant.projects.forEach((id, project) -> line("project", id, project.quota, project.held));
  }

  private void write(Job job) {
    line("job", job.id, job.project, job.member, job.demand, job.spec, job.submittedAt);
    line("is", job.state, job.attempts, job.failures, job.platformFaults);
    line("pending", List.copyOf(job.pending));
    line("due", Optional.ofNullable(job.notBefore), Optional.ofNullable(job.promised));
    job.attempt().ifPresent(this::write);
  }

  private void write(Attempt attempt) {
    line("attempt", attempt.id, attempt.placement, attempt.occupied, attempt.placedAt);
    line("is", attempt.state, attempt.isLost, attempt.hasFailed, attempt.isKilled);
    line("tasks", Arrays.toString(attempt.hasEnded), attempt.tasksLeft);
    line("at", Optional.ofNullable(attempt.startedAt), attempt.checkpointAt, attempt.lastEndAt);
    line("stop", Optional.ofNullable(attempt.cause), Optional.ofNullable(attempt.killAt));
    line("paid", attempt.settledUntil, attempt.periodUntil, attempt.reserved, attempt.charged);
    line("by", Optional.ofNullable(attempt.allocation), Optional.ofNullable(attempt.rating));
  }

  private void line(String what, Object... facts) {
    text.append(what);
    for (var fact : facts) {
      text.append(' ');
      Codec.write(text, fact);
    }
    text.append('\n');
  }
}
