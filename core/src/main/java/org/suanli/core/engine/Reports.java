package org.suanli.core.engine;

import java.util.Optional;
import org.suanli.core.lifecycle.AttemptState;
import org.suanli.core.units.AttemptId;

/// Decides what executors report. Reports are at least once: one that is late or repeated changes
/// nothing.
final class Reports {
  private Reports() {}

  static Optional<Rejected> decide(Turn turn, Command.Reports report) {
    return switch (report) {
      case Command.ReportStarted(var id) -> {
        present(turn, id)
            .filter(job -> job.attempt().orElseThrow().startedAt == null)
            .ifPresent(_ -> turn.emit(new Event.AttemptStarted(id)));
        yield Optional.empty();
      }
      case Command.ReportCheckpoint(var id) -> {
        present(turn, id).ifPresent(_ -> turn.emit(new Event.CheckpointSaved(id)));
        yield Optional.empty();
      }
      case Command.ReportTaskEnded ended -> taskEnded(turn, ended);
    };
  }

  private static Optional<Rejected> taskEnded(Turn turn, Command.ReportTaskEnded report) {
    var job = present(turn, report.attempt());
    if (job.isEmpty()) {
      return Optional.empty();
    }
    int tasks = job.get().attempt().orElseThrow().hasEnded.length;
    if (report.task() < 0 || report.task() >= tasks) {
      return Optional.of(
          Rejected.invalid(
              "The task (%d) of attempt %s must be 0 to %d."
                  .formatted(report.task(), report.attempt(), tasks - 1)));
    }
    Ending.taskEnded(turn, job.get(), report.task(), report.ending());
    return Optional.empty();
  }

  /// The job, if this attempt is its present one and runs.
  private static Optional<Job> present(Turn turn, AttemptId id) {
    return Optional.ofNullable(turn.state.jobs.get(id.job()))
        .filter(job -> job.attempt().map(Attempt::id).filter(id::equals).isPresent())
        .filter(job -> job.attempt().orElseThrow().state != AttemptState.ENDED);
  }
}
