package org.suanli.core.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.suanli.core.admission.Admission;
import org.suanli.core.lifecycle.JobSignal;
import org.suanli.core.lifecycle.StopCause;
import org.suanli.core.units.JobId;

/// Decides what users ask about jobs.
final class JobCommands {
  /// Bounds the state; a centre of this size never has more waiting at once.
  private static final int JOBS_MAX = 1_000_000;

  private JobCommands() {}

  static Optional<Rejected> decide(Turn turn, Command.Jobs command) {
    return switch (command) {
      case Command.Submit submit -> submit(turn, submit);
      case Command.Cancel(var job) -> cancel(turn, job);
    };
  }

  private static Optional<Rejected> submit(Turn turn, Command.Submit submit) {
    var state = turn.state;
    var tenant = state.tenants.get(submit.project().organization());
    if (tenant == null || !tenant.projects.containsKey(submit.project())) {
      return Optional.of(Rejected.notFound("project (" + submit.project() + ")"));
    }
    if (state.jobs.size() >= JOBS_MAX) {
      return Optional.of(
          new Rejected(
              Rejected.Code.LIMIT,
              List.of(
                  "The jobs (%d) of the centre must not exceed %d."
                      .formatted(state.jobs.size(), JOBS_MAX))));
    }
    var supply =
        new Admission.Supply(
            tenant.quota,
            State.project(tenant, submit.project()).quota,
            state.clusters.values(),
            state.fleet.specs());
    var violations = new ArrayList<>(Admission.violations(submit.demand(), supply));
    for (var dependency : submit.demand().dependencies()) {
      dependencyViolation(state, submit, dependency).ifPresent(violations::add);
    }
    if (!violations.isEmpty()) {
      return Optional.of(new Rejected(Rejected.Code.INVALID, violations));
    }
    var id = new JobId(state.lastJob + 1);
    turn.emit(
        new Event.JobSubmitted(id, submit.project(), turn.by, submit.demand(), submit.spec()));
    return Optional.empty();
  }

  private static Optional<String> dependencyViolation(
      State state, Command.Submit submit, JobId dependency) {
    var finished = Optional.ofNullable(state.finished.get(dependency));
    var owner =
        Optional.ofNullable(state.jobs.get(dependency))
            .map(job -> job.project.organization())
            .or(() -> finished.map(State.Finished::organization));
    if (!owner.equals(Optional.of(submit.project().organization()))) {
      return Optional.of(
          "The dependency (" + dependency + ") of the job must be a job of the same organization.");
    }
    return finished.filter(job -> !job.isSuccess()).isPresent()
        ? Optional.of("The dependency (" + dependency + ") of the job must not have failed.")
        : Optional.empty();
  }

  private static Optional<Rejected> cancel(Turn turn, JobId id) {
    var job = turn.state.jobs.get(id);
    if (job == null) {
      return turn.state.finished.containsKey(id)
          ? Optional.of(Rejected.conflict("The " + id + " has ended already."))
          : Optional.of(Rejected.notFound(id));
    }
    if (job.attempt().isPresent()) {
      Ending.stop(turn, job, StopCause.CANCELLED);
    } else {
      Ending.moveJob(turn, job, JobSignal.CANCELLED, Optional.empty());
    }
    return Optional.empty();
  }
}
