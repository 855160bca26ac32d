package org.suanli.core.engine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.suanli.core.allocation.Allocation;
import org.suanli.core.allocation.Quota;
import org.suanli.core.ledger.Account;
import org.suanli.core.lifecycle.AttemptState;
import org.suanli.core.lifecycle.JobState;
import org.suanli.core.lifecycle.StopCause;
import org.suanli.core.scheduling.Policy;
import org.suanli.core.supply.ClusterSpec;
import org.suanli.core.supply.Maintenance;
import org.suanli.core.supply.NodeSpec;
import org.suanli.core.supply.NodeState;
import org.suanli.core.supply.Placement;
import org.suanli.core.supply.Rating;
import org.suanli.core.supply.Shares;
import org.suanli.core.units.AllocationId;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.JobId;
import org.suanli.core.units.MemberId;
import org.suanli.core.units.Money;
import org.suanli.core.units.NodeId;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.ProgrammeId;
import org.suanli.core.units.ProjectId;

/// One thing that a state knows. All of them, in an order that depends on nothing but them, are the
/// state. Made and taken over by {@link Facts}.
sealed interface Fact {

  /// What there is one of.
  record Centre(
      Instant now,
      Optional<Money> price,
      int priceVersion,
      long lastJob,
      long lastAllocation,
      long lastMaintenance,
      int restores)
      implements Fact {}

  record Rules(int version, Policy policy) implements Fact {}

  record Cluster(ClusterSpec cluster) implements Fact {}

  /// @param author who put it into its state
  record Node(NodeSpec node, NodeState state, String reason, MemberId author, int foreignDevices)
      implements Fact {}

  record Planned(Maintenance maintenance) implements Fact {}

  record Rated(Rating rating) implements Fact {}

  record Programme(ProgrammeId programme) implements Fact {}

  /// @param usage decayed to the state's instant
  record Organization(OrganizationId organization, int weight, Quota quota, long usage)
      implements Fact {}

  record Project(ProjectId project, Quota quota) implements Fact {}

  record Member(MemberId member, State.Membership membership) implements Fact {}

  record Page(Allocation allocation, boolean isClosed, long committed, List<Balance> balances)
      implements Fact {}

  record Balance(Account account, long value) {}

  /// @param pending the dependencies that have not succeeded
  record LiveJob(
      Event.JobSubmitted submitted,
      Instant submittedAt,
      JobState state,
      int attempts,
      int failures,
      int platformFaults,
      List<JobId> pending,
      Optional<Instant> notBefore,
      Optional<Instant> promised)
      implements Fact {}

  record Kept(JobId job, Placement placement) implements Fact {}

  /// @param hasEnded by task
  record LiveAttempt(
      AttemptId attempt,
      Placement placement,
      AttemptState state,
      List<Boolean> hasEnded,
      Instant placedAt,
      Optional<Instant> startedAt,
      Instant checkpointAt,
      Instant lastEndAt,
      Fate fate,
      Paid paid)
      implements Fact {}

  record Fate(
      boolean isLost,
      boolean hasFailed,
      Optional<StopCause> cause,
      Optional<Instant> killAt,
      boolean isKilled) {}

  record Paid(
      Instant settledUntil,
      Instant periodUntil,
      Optional<AllocationId> allocation,
      Optional<Rating> rating,
      long reserved,
      long charged) {}

  record Finished(JobId job, OrganizationId organization, boolean isSuccess) implements Fact {}

  /// What follows from other facts: told, so that states with another index differ, and not taken
  /// over.
  sealed interface Derived extends Fact {}

  record Free(NodeId node, long devices, Shares shares, long milliCpus, long bytes, int tasks)
      implements Derived {}

  record Holds(
      OrganizationId organization, long held, List<AllocationId> allocations, List<Share> projects)
      implements Derived {}

  record Share(ProjectId project, long held) {}

  record Running(List<JobId> jobs) implements Derived {}

  record Waits(List<JobId> jobs) implements Derived {}

  record Dependents(JobId job, List<JobId> dependents) implements Derived {}
}
