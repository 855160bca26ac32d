package org.suanli.core.engine;

import java.time.Instant;
import java.util.Optional;
import org.suanli.core.allocation.Allocation;
import org.suanli.core.allocation.Quota;
import org.suanli.core.allocation.Role;
import org.suanli.core.ledger.Transfer;
import org.suanli.core.lifecycle.JobSignal;
import org.suanli.core.lifecycle.Outcome;
import org.suanli.core.lifecycle.StopCause;
import org.suanli.core.scheduling.Policy;
import org.suanli.core.spec.Demand;
import org.suanli.core.supply.ClusterSpec;
import org.suanli.core.supply.Maintenance;
import org.suanli.core.supply.NodeSpec;
import org.suanli.core.supply.NodeState;
import org.suanli.core.supply.Placement;
import org.suanli.core.supply.Rating;
import org.suanli.core.units.AllocationId;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.JobId;
import org.suanli.core.units.MaintenanceId;
import org.suanli.core.units.MemberId;
import org.suanli.core.units.Money;
import org.suanli.core.units.NodeId;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.ProgrammeId;
import org.suanli.core.units.ProjectId;

/// Something that was accepted. Events are the only way by which the state changes, and the journal
/// is nothing else.
///
/// The name of a record is its type in the journal; its components are its fields. A change of
/// either is a new version with an upcast from the old one.
public sealed interface Event {

  // Supply.

  record ClusterAttached(ClusterSpec cluster) implements Event {}

  record ClusterDetached(ClusterId cluster) implements Event {}

  record NodeAdded(NodeSpec node) implements Event {}

  record NodeRemoved(NodeId node) implements Event {}

  record NodeStateChanged(NodeId node, NodeState state, String reason) implements Event {}

  record ForeignUseSeen(NodeId node, int devices) implements Event {}

  record MaintenancePlanned(Maintenance maintenance) implements Event {}

  record MaintenanceEnded(MaintenanceId maintenance) implements Event {}

  record RatingPublished(Rating rating) implements Event {}

  /// @param perPflopsHour from this event on
  record PricePublished(int version, Money perPflopsHour) implements Event {}

  // Tenancy.

  /// @param weight its share against others; 1 or more
  record OrganizationSet(OrganizationId organization, int weight) implements Event {}

  record ProjectAdded(ProjectId project) implements Event {}

  record ProjectRemoved(ProjectId project) implements Event {}

  record MemberSet(MemberId member, Role role, Optional<OrganizationId> organization)
      implements Event {}

  record MemberRemoved(MemberId member) implements Event {}

  record QuotaSet(Allocation.Owner owner, Quota quota) implements Event {}

  record ProgrammeOpened(ProgrammeId programme) implements Event {}

  record AllocationGranted(Allocation allocation) implements Event {}

  record AllocationClosed(AllocationId allocation) implements Event {}

  // Jobs.

  /// @param spec digest of the job file, which is kept outside the journal
  record JobSubmitted(JobId job, ProjectId project, MemberId member, Demand demand, String spec)
      implements Event {}

  record StartPromised(JobId job, Instant startsAt) implements Event {}

  /// Where a job that was promised a start is to run; holds until it is promised another.
  record RoomKept(JobId job, Placement placement) implements Event {}

  /// The job cannot start by then: nothing pays for it, its quota is used up, no nodes fit it, a
  /// node failed, or a job of a higher class takes the room.
  record PromiseWithdrawn(JobId job) implements Event {}

  record AttemptPlaced(AttemptId attempt, Placement placement) implements Event {}

  record AttemptStarted(AttemptId attempt) implements Event {}

  record CheckpointSaved(AttemptId attempt) implements Event {}

  record TaskEnded(AttemptId attempt, int task, TaskEnding ending) implements Event {}

  /// @param killAt when its grace ends
  record StopRequested(AttemptId attempt, StopCause cause, Instant killAt) implements Event {}

  record KillRequested(AttemptId attempt) implements Event {}

  /// @param endedAt when the last task ended, which may be before it became known
  record AttemptEnded(AttemptId attempt, Outcome outcome, Instant endedAt) implements Event {}

  /// @param notBefore when a job that goes on waiting may start again
  record JobMoved(JobId job, JobSignal signal, Optional<Instant> notBefore) implements Event {}

  // Scheduling.

  /// @param version 1 or more, rising; before the first, {@link Policy#STANDARD} holds
  record PolicyChanged(int version, Policy policy) implements Event {}

  // The books.

  /// The attempt is paid until then.
  record PeriodOpened(AttemptId attempt, AllocationId allocation, Instant until) implements Event {}

  record Posted(Transfer transfer) implements Event {}

  // The journal itself.

  /// The journal came back from a backup. Numbers go on after a gap, for those that were given
  /// between the backup and its loss are known outside.
  ///
  /// @param restores how often so far; 1 or more, rising
  record CentreRestored(int restores) implements Event {
    /// No centre numbers as many jobs or allocations between a backup and the next.
    public static final long NUMBERS_LEFT_OUT = 1_000_000;

    /// No job is tried as often between a backup and the next.
    public static final int ATTEMPTS_LEFT_OUT = 1_000;
  }

  /// @param at the engine's time
  /// @param by who gave the command
  record Stamped(Instant at, MemberId by, Event event) {}

  /// How one task ended.
  sealed interface TaskEnding {
    /// When it ended, by its runner's record.
    Instant at();

    /// @param code 0 to 255; 128 + n if signal n ended it
    record Exited(int code, Instant at) implements TaskEnding {}

    /// The platform lost or never started it.
    ///
    /// @param evidence what shows it
    record Lost(String evidence, Instant at) implements TaskEnding {}

    default boolean isSuccess() {
      return this instanceof Exited(int code, _) && code == 0;
    }
  }
}
