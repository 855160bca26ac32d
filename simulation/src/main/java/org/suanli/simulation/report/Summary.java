package org.suanli.simulation.report;

import org.suanli.simulation.run.Life;
import org.suanli.simulation.run.Trial;

/// The figures of a whole simulation.
///
/// @param jobs of the workload
/// @param refused those that the fleet could never hold
/// @param unfinished those that had not ended when nothing could happen any more
/// @param queued from submission to the first start
/// @param completed from submission to the end
public record Summary(long jobs, long refused, long unfinished, Figures queued, Figures completed) {

  public static Summary of(Trial trial) {
    var lives = trial.lives();
    long refused = lives.stream().filter(Life::isRefused).count();
    long ended = lives.stream().filter(life -> life.endedAt().isPresent()).count();
    return new Summary(
        lives.size(),
        refused,
        lives.size() - refused - ended,
        Figures.of(lives, Life::queued),
        Figures.of(lives, Life::completed));
  }
}
