package org.suanli.core.scheduling;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import org.suanli.core.spec.Demand;
import org.suanli.core.spec.PriorityClass;
import org.suanli.core.units.JobId;
import org.suanli.core.units.Limit;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.ProjectId;

/// A job that may start as soon as there is room.
///
/// @param job the job
/// @param project who pays
/// @param demand what it asks for
/// @param submittedAt when it was submitted
/// @param notBefore when it may start again after a failure
/// @param promised what it was promised last
/// @param bucket the jobs that are like it
public record Waiting(
    JobId job,
    ProjectId project,
    Demand demand,
    Instant submittedAt,
    Optional<Instant> notBefore,
    Optional<Promise> promised,
    Bucket bucket) {

  static final Comparator<Waiting> BY_SUBMISSION =
      Comparator.comparing(Waiting::submittedAt).thenComparing(Waiting::job);

  /// Longer than any time limit where there is none.
  Duration timeLimit() {
    return demand.shape().timeLimit() instanceof Limit.AtMost<Duration>(var limit)
        ? limit
        : Plan.UNLIMITED;
  }

  /// How long it may run, for maintenance windows. One without a limit may start until its grace
  /// before a window, when it is asked to leave: kept out, it would find no node in a fleet whose
  /// every node has some maintenance planned.
  long millisBeforeMaintenance() {
    var grace = demand.checkpoint().grace();
    return demand.longestRun().orElseGet(() -> grace.plusMillis(1)).toMillis();
  }

  /// The same job, asking for something else, and promised nothing.
  Waiting with(Demand other) {
    return new Waiting(
        job, project, other, submittedAt, notBefore, Optional.empty(), new Bucket(project, other));
  }

  public boolean isReady(Instant now) {
    return notBefore.isEmpty() || !notBefore.get().isAfter(now);
  }

  /// What decides where a job fits, whoever pays for it; but devices are shared within an
  /// organization. A value; its hash is kept, for a shape is large.
  static final class Form {
    private final Demand.Shape shape;
    private final boolean needsImage;
    private final Optional<OrganizationId> sharing;
    private final int hash;

    Form(Demand.Shape shape, boolean needsImage, OrganizationId organization) {
      this.shape = shape;
      this.needsImage = needsImage;
      sharing = shape.hasShares() ? Optional.of(organization) : Optional.empty();
      hash = 31 * (2 * shape.hashCode() + (needsImage ? 1 : 0)) + sharing.hashCode();
    }

    /// The organization that a job shares devices with; empty if it shares none.
    Optional<OrganizationId> sharing() {
      return sharing;
    }

    Demand.Shape shape() {
      return shape;
    }

    /// Whether such a job may run in a pool, if there is room.
    boolean accepts(Topology.Pool pool, Picture picture) {
      return (shape.occupied().isZero() || shape.accepts(pool.model()))
          && (!needsImage || picture.runsImages(pool.cluster()))
          && shape.cluster().map(pool.cluster()::equals).orElse(true);
    }

    @Override
    public boolean equals(Object other) {
      return this == other
          || (other instanceof Form form
              && hash == form.hash
              && needsImage == form.needsImage
              && sharing.equals(form.sharing)
              && shape.equals(form.shape));
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  /// Jobs that are alike to the scheduler: where one finds no room, none does. A value; its hash is
  /// kept, for a shape is large.
  public static final class Bucket {
    private final ProjectId project;
    private final PriorityClass priorityClass;
    private final Form form;
    private final int hash;

    public Bucket(ProjectId project, Demand demand) {
      this.project = project;
      priorityClass = demand.priorityClass();
      form = new Form(demand.shape(), demand.needsImage(), project.organization());
      hash = 31 * (31 * project.hashCode() + priorityClass.ordinal()) + form.hashCode();
    }

    public ProjectId project() {
      return project;
    }

    public PriorityClass priorityClass() {
      return priorityClass;
    }

    public Demand.Shape shape() {
      return form.shape;
    }

    Form form() {
      return form;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Bucket bucket
          && hash == bucket.hash
          && priorityClass == bucket.priorityClass
          && project.equals(bucket.project)
          && form.equals(bucket.form);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public String toString() {
      return project + " " + priorityClass + " " + form.shape;
    }
  }
}
