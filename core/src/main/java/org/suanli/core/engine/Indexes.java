package org.suanli.core.engine;

import java.util.TreeMap;
import java.util.TreeSet;
import org.suanli.core.scheduling.Queue;
import org.suanli.core.supply.Fleet;
import org.suanli.core.units.JobId;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.ProjectId;

/// All of a state that follows from other parts of it, made anew and compared.
final class Indexes {
  private final State state;

  private Indexes(State state) {
    this.state = state;
  }

  /// @throws IllegalStateException naming the index that differs
  static void requireSame(State state) {
    var indexes = new Indexes(state);
    indexes.requireAgenda();
    indexes.requireQueue();
    indexes.requireRunning();
    indexes.requireDependents();
    indexes.requireFleet();
    indexes.requireHeld();
    state.books.requireIndexed();
    state.tenants.values().forEach(tenant -> tenant.requireIndexed(state.books));
  }

  private static void require(boolean isSame, String index) {
    if (!isSame) {
      throw new IllegalStateException("The " + index + " must follow from the rest of the state.");
    }
  }

  private void requireAgenda() {
    var anew = new Agenda();
    for (var job : state.jobs.values()) {
      var copy = new Job(job);
      if (copy.attempt().isPresent()) {
        anew.follow(copy);
        anew.hold(copy, 1);
      } else {
        anew.retry(copy.notBefore, 1);
      }
    }
    require(state.agenda.isSame(anew), "agenda");
  }

  private void requireQueue() {
    var anew = new Queue(state.policy.order());
    state.jobs.values().stream().filter(Job::isQueued).forEach(job -> anew.add(job.waiting()));
    require(state.queue.isSame(anew), "queue");
  }

  private void requireRunning() {
    var anew = new TreeMap<JobId, Job>();
    for (var job : state.jobs.values()) {
      if (job.attempt().isPresent()) {
        anew.put(job.id, job);
      }
    }
    require(state.running.equals(anew), "index of what runs");
  }

  private void requireDependents() {
    var anew = new TreeMap<JobId, TreeSet<JobId>>();
    for (var job : state.jobs.values()) {
      job.pending.forEach(
          dependency -> anew.computeIfAbsent(dependency, _ -> new TreeSet<>()).add(job.id));
    }
    require(state.dependents.equals(anew), "index of dependents");
  }

  private void requireFleet() {
    var anew = new Fleet();
    state.fleet.nodes().forEach(slot -> anew.add(slot.spec()));
    for (var job : state.running.values()) {
      for (var task : job.attempt().orElseThrow().placement.tasks()) {
        var role = job.demand.shape().roles().get(task.role());
        anew.take(task, job.project.organization(), role.cpus(), role.memory());
      }
    }
    require(state.fleet.isAsFree(anew), "room on the nodes");
  }

  private void requireHeld() {
    var organizations = new TreeMap<OrganizationId, Long>();
    var projects = new TreeMap<ProjectId, Long>();
    for (var job : state.running.values()) {
      long milli = job.attempt().orElseThrow().occupied.milli();
      organizations.merge(job.project.organization(), milli, Long::sum);
      projects.merge(job.project, milli, Long::sum);
    }
    for (var tenant : state.tenants.values()) {
      require(
          tenant.held == organizations.getOrDefault(tenant.id, 0L),
          "sum that " + tenant.id + " holds");
      tenant.projects.forEach(
          (id, project) ->
              require(project.held == projects.getOrDefault(id, 0L), "sum that " + id + " holds"));
    }
  }
}
