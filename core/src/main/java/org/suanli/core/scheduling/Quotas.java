package org.suanli.core.scheduling;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.suanli.core.units.Limit;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.ProjectId;

/// What organizations and projects hold while a cycle goes on, and their quotas.
final class Quotas {
  private final Picture picture;
  private final TreeMap<OrganizationId, Standing> standings = new TreeMap<>();
  private final TreeMap<ProjectId, MilliAccelerators> held = new TreeMap<>();

  /// What an owner may hold at once.
  ///
  /// @param owns whose jobs count
  private record Bound(
      String owner, Predicate<ProjectId> owns, MilliAccelerators held, MilliAccelerators most) {}

  Quotas(Picture picture) {
    this.picture = picture;
  }

  Standing standing(OrganizationId organization) {
    return standings.computeIfAbsent(organization, picture::standing);
  }

  private MilliAccelerators held(ProjectId project) {
    return held.computeIfAbsent(project, picture::held);
  }

  /// A job starts.
  void starts(Waiting job) {
    var occupied = job.demand().shape().occupied();
    var organization = job.project().organization();
    standings.put(organization, standing(organization).with(occupied));
    held.put(job.project(), held(job.project()).plus(occupied));
  }

  /// The quota that a job has no room in.
  Optional<WaitReason> reached(Waiting job) {
    var asked = job.demand().shape().occupied();
    for (var bound : bounds(job)) {
      if (bound.held().plus(asked).compareTo(bound.most()) > 0) {
        return Optional.of(
            new WaitReason.QuotaReached(bound.owner(), asked, bound.held(), bound.most()));
      }
    }
    return Optional.empty();
  }

  /// The first promised start before an instant for which a quota would leave no room, if a job
  /// took its part now. To be asked where the quotas are not reached.
  Optional<Plan.Reservation> promised(Plan plan, Waiting job, long until) {
    var asked = job.demand().shape().occupied();
    for (var bound : bounds(job)) {
      var left = bound.most().minus(bound.held()).minus(asked);
      var exceeding = plan.exceeding(until, bound.owns(), left);
      if (exceeding.isPresent()) {
        return exceeding;
      }
    }
    return Optional.empty();
  }

  private List<Bound> bounds(Waiting job) {
    var bounds = new ArrayList<Bound>(2);
    var project = job.project();
    var organization = project.organization();
    var standing = standing(organization);
    if (standing.quota().concurrent() instanceof Limit.AtMost<MilliAccelerators>(var most)) {
      bounds.add(
          new Bound(
              organization.toString(),
              other -> other.organization().equals(organization),
              standing.held(),
              most));
    }
    if (picture.quota(project).concurrent() instanceof Limit.AtMost<MilliAccelerators>(var most)) {
      bounds.add(new Bound(project.toString(), project::equals, held(project), most));
    }
    return bounds;
  }
}
