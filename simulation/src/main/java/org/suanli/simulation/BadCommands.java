package org.suanli.simulation;

import static org.suanli.simulation.JobFixture.aJob;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.suanli.core.allocation.Allocation;
import org.suanli.core.allocation.Grant;
import org.suanli.core.allocation.Quota;
import org.suanli.core.allocation.Role;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Event;
import org.suanli.core.engine.State;
import org.suanli.core.supply.NodeState;
import org.suanli.core.units.AllocationId;
import org.suanli.core.units.Amount;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.JobId;
import org.suanli.core.units.MaintenanceId;
import org.suanli.core.units.MemberId;
import org.suanli.core.units.NodeId;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.ProgrammeId;
import org.suanli.core.units.ProjectId;
import org.suanli.core.units.Window;

/// Commands that no state of a random centre accepts.
final class BadCommands {
  private static final NodeId NO_NODE = new NodeId(new ClusterId("east"), "nowhere");
  private static final OrganizationId NOBODY = new OrganizationId("nobody");
  private static final OrganizationId OCEAN = new OrganizationId("ocean");
  private static final ProgrammeId SPRING = new ProgrammeId("spring");
  private static final Grant GRANT =
      new Grant.PflopsHours(new Amount(Amount.Unit.NANO_PFLOPS_HOURS, 1));

  private BadCommands() {}

  static Command next(RandomGenerator random, State state) {
    var all = all(state);
    return all.get(random.nextInt(all.size()));
  }

  /// All of them.
  static List<Command> all(State state) {
    var now = state.now();
    var past = new Window(now.minus(Duration.ofDays(2)), now.minus(Duration.ofDays(1)));
    var future = new Window(now, now.plus(Duration.ofDays(1)));
    var ocean = new Allocation.Owner.OfOrganization(OCEAN);
    return List.of(
        new Command.Cancel(new JobId(Long.MAX_VALUE)),
        aJob().organization("nobody").submit(),
        aJob().project("none").submit(),
        aJob().accelerators(64).submit(),
        aJob().cluster("nowhere").submit(),
        aJob().cluster("east").withImage().submit(),
        aJob().models("make-z").submit(),
        aJob().after(new JobId(Long.MAX_VALUE)).submit(),
        new Command.SetNodeState(NO_NODE, NodeState.DOWN, "gone"),
        new Command.ReportForeignUse(NO_NODE, 1),
        new Command.RemoveNode(NO_NODE),
        new Command.PlanMaintenance(NO_NODE, future, "inspection"),
        new Command.CancelMaintenance(new MaintenanceId(Long.MAX_VALUE)),
        new Command.DetachCluster(new ClusterId("nowhere")),
        new Command.SetOrganization(OCEAN, 0),
        new Command.AddProject(new ProjectId(NOBODY, "main")),
        new Command.RemoveProject(new ProjectId(OCEAN, "none")),
        new Command.SetMember(new MemberId(1), Role.MEMBER, Optional.empty()),
        new Command.SetMember(new MemberId(1), Role.ADMIN, Optional.of(NOBODY)),
        new Command.RemoveMember(new MemberId(Long.MAX_VALUE)),
        new Command.SetQuota(new Allocation.Owner.OfOrganization(NOBODY), Quota.NONE),
        new Command.GrantAllocation(ocean, SPRING, Optional.empty(), GRANT, past),
        new Command.GrantAllocation(
            ocean, new ProgrammeId("none"), Optional.empty(), GRANT, future),
        new Command.GrantAllocation(
            ocean, SPRING, Optional.of(new AllocationId(Long.MAX_VALUE)), GRANT, future),
        new Command.CloseAllocation(new AllocationId(Long.MAX_VALUE)),
        badReport(state));
  }

  /// A task that the attempt does not have; without an attempt, an allocation that is not known.
  private static Command badReport(State state) {
    var ending = new Event.TaskEnding.Exited(0, state.now());
    return state.running().stream()
        .findFirst()
        .flatMap(job -> job.attempt())
        .<Command>map(attempt -> new Command.ReportTaskEnded(attempt.id(), 100_000, ending))
        .orElseGet(() -> new Command.CloseAllocation(new AllocationId(Long.MAX_VALUE)));
  }
}
