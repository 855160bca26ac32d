package org.suanli.core.engine;

import java.util.Optional;
import org.suanli.core.allocation.Allocation;
import org.suanli.core.allocation.Grant;
import org.suanli.core.allocation.Quota;
import org.suanli.core.allocation.Role;
import org.suanli.core.scheduling.Policy;
import org.suanli.core.spec.Demand;
import org.suanli.core.supply.ClusterSpec;
import org.suanli.core.supply.NodeSpec;
import org.suanli.core.supply.NodeState;
import org.suanli.core.supply.Precision;
import org.suanli.core.units.AllocationId;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.JobId;
import org.suanli.core.units.MaintenanceId;
import org.suanli.core.units.Megaflops;
import org.suanli.core.units.MemberId;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.Money;
import org.suanli.core.units.NodeId;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.ProgrammeId;
import org.suanli.core.units.ProjectId;
import org.suanli.core.units.Window;

/// Something that is asked for. What a command does not mention stays as it is.
public sealed interface Command {

  /// What an operator asks of the supply.
  sealed interface Supply extends Command {}

  record AttachCluster(ClusterSpec cluster) implements Supply {}

  record DetachCluster(ClusterId cluster) implements Supply {}

  record AddNode(NodeSpec node) implements Supply {}

  record RemoveNode(NodeId node) implements Supply {}

  /// @param reason 1 to 200 characters, except for READY
  record SetNodeState(NodeId node, NodeState state, String reason) implements Supply {}

  record ReportForeignUse(NodeId node, int devices) implements Supply {}

  record PlanMaintenance(NodeId node, Window window, String reason) implements Supply {}

  record CancelMaintenance(MaintenanceId maintenance) implements Supply {}

  record PublishRating(ModelName model, Precision precision, Megaflops throughput, String source)
      implements Supply {}

  record PublishPrice(Money perPflopsHour) implements Supply {}

  /// What is asked about organizations and what they may use.
  sealed interface Tenancy extends Command {}

  /// @param weight 1 to 1,000
  record SetOrganization(OrganizationId organization, int weight) implements Tenancy {}

  record AddProject(ProjectId project) implements Tenancy {}

  record RemoveProject(ProjectId project) implements Tenancy {}

  record SetMember(MemberId member, Role role, Optional<OrganizationId> organization)
      implements Tenancy {}

  record RemoveMember(MemberId member) implements Tenancy {}

  record SetQuota(Allocation.Owner owner, Quota quota) implements Tenancy {}

  record OpenProgramme(ProgrammeId programme) implements Tenancy {}

  record GrantAllocation(
      Allocation.Owner owner,
      ProgrammeId programme,
      Optional<AllocationId> parent,
      Grant grant,
      Window window)
      implements Tenancy {}

  record CloseAllocation(AllocationId allocation) implements Tenancy {}

  /// What a user asks about jobs.
  sealed interface Jobs extends Command {}

  /// @param spec SHA-256 of the job file, in hexadecimal
  record Submit(ProjectId project, Demand demand, String spec) implements Jobs {}

  record Cancel(JobId job) implements Jobs {}

  /// What an executor reports.
  sealed interface Reports extends Command {}

  record ReportStarted(AttemptId attempt) implements Reports {}

  record ReportCheckpoint(AttemptId attempt) implements Reports {}

  record ReportTaskEnded(AttemptId attempt, int task, Event.TaskEnding ending) implements Reports {}

  /// Choose how the scheduler decides from now on.
  record SetPolicy(Policy policy) implements Command {}

  /// Note that the journal came back from a backup. Whatever happened after the backup was taken is
  /// forgotten, so numbers that it may have used are left out.
  ///
  /// @param restores how often the journal came back so far; what is noted already changes nothing
  record NoteRestore(int restores) implements Command {}

  /// Let time pass: settle, expire, remind, kill, and start what fits.
  record Advance() implements Command {}
}
