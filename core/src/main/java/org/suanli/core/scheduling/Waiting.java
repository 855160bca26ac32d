package org.suanli.core.scheduling;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import org.suanli.core.spec.Demand;
import org.suanli.core.spec.PriorityClass;
import org.suanli.core.units.JobId;
import org.suanli.core.units.ProjectId;

/// A job that may start as soon as there is room.
///
/// @param job the job
/// @param project who pays
/// @param demand what it asks for
/// @param submittedAt when it was submitted
/// @param notBefore when it may start again after a failure
/// @param promised the start it was promised last
public record Waiting(
    JobId job,
    ProjectId project,
    Demand demand,
    Instant submittedAt,
    Optional<Instant> notBefore,
    Optional<Instant> promised) {

  /// Within one organization: class, then priority, then submission.
  static final Comparator<Waiting> ORDER =
      Comparator.<Waiting, PriorityClass>comparing(w -> w.demand().priorityClass())
          .thenComparing(w -> -w.demand().priority())
          .thenComparing(Waiting::submittedAt)
          .thenComparing(Waiting::job);

  boolean isReady(Instant now) {
    return notBefore.isEmpty() || !notBefore.get().isAfter(now);
  }

  public Bucket bucket() {
    return new Bucket(project, demand.priorityClass(), demand.shape());
  }

  /// Jobs that are alike to the scheduler: where one finds no room, none does.
  public record Bucket(ProjectId project, PriorityClass priorityClass, Demand.Shape shape) {}
}
