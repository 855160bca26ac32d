package org.suanli.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.suanli.core.allocation.Allocation;
import org.suanli.core.allocation.Grant;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Event;
import org.suanli.core.supply.ClusterSpec;
import org.suanli.core.supply.NodeSpec;
import org.suanli.core.supply.Precision;
import org.suanli.core.units.AllocationId;
import org.suanli.core.units.Amount;
import org.suanli.core.units.Bytes;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.Megaflops;
import org.suanli.core.units.MilliCpus;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.NodeId;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.ProgrammeId;
import org.suanli.core.units.ProjectId;
import org.suanli.core.units.Window;

/// A centre to tell a story with: one cluster `east` with nodes of make `make-a`, which is rated at
/// 1 PFLOPS, so that card-hours and PFLOPS-hours are the same number; organizations with one
/// project `main` each, which may use all they want unless the story says otherwise. Tasks run ten
/// minutes, and end well.
public final class CentreFixture {
  /// The first instant of every story.
  public static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

  /// nano-PFLOPS-hours.
  public static final long PFLOPS_HOUR = 1_000_000_000L;

  public static final ClusterId EAST = new ClusterId("east");
  public static final ModelName MAKE_A = new ModelName("make-a");
  public static final ProgrammeId SPRING = new ProgrammeId("spring");

  private static final long AMPLE = 1_000_000 * PFLOPS_HOUR;

  private final List<NodeSpec> nodes = new ArrayList<>();
  private final List<OrganizationId> organizations = new ArrayList<>();
  private Script.Source scripts = _ -> Script.runs(Duration.ofMinutes(10));
  private boolean isGranted = true;

  private CentreFixture() {}

  public static CentreFixture aCentre() {
    return new CentreFixture();
  }

  /// Adds nodes of 8 accelerators to a rack of block 0.
  public CentreFixture nodes(int count) {
    return rack("rack-0", count);
  }

  /// Adds nodes of 8 accelerators to a rack of block 0; they are named `n0`, `n1` and so on.
  public CentreFixture rack(String rack, int count) {
    for (int added = 0; added < count; added++) {
      nodes.add(
          new NodeSpec(
              node(nodes.size()),
              "block-0",
              rack,
              MAKE_A,
              8,
              new MilliCpus(64_000),
              new Bytes(512L << 30)));
    }
    return this;
  }

  public static NodeId node(int number) {
    return new NodeId(EAST, "n" + number);
  }

  public CentreFixture organizations(String... names) {
    for (var name : names) {
      organizations.add(new OrganizationId(name));
    }
    return this;
  }

  /// Grants nothing: the story does.
  public CentreFixture withoutAllocations() {
    isGranted = false;
    return this;
  }

  public CentreFixture whereTasks(Script.Source source) {
    scripts = source;
    return this;
  }

  public CentreFixture whereTasks(Script script) {
    return whereTasks(_ -> script);
  }

  public Centre open() {
    if (nodes.isEmpty()) {
      nodes(1);
    }
    if (organizations.isEmpty()) {
      organizations("ocean");
    }
    var centre = new Centre(START, scripts);
    centre.accept(
        new Command.AttachCluster(
            new ClusterSpec(EAST, "site-1", ClusterSpec.Kind.SLURM, false, false)));
    nodes.forEach(node -> centre.accept(new Command.AddNode(node)));
    centre.accept(
        new Command.PublishRating(
            MAKE_A, Precision.FP16, new Megaflops(1_000_000_000), "by agreement"));
    centre.accept(new Command.OpenProgramme(SPRING));
    for (var organization : organizations) {
      centre.accept(new Command.SetOrganization(organization, 1));
      centre.accept(new Command.AddProject(new ProjectId(organization, "main")));
      if (isGranted) {
        grant(centre, organization.value(), AMPLE, Duration.ofDays(365));
      }
    }
    return centre;
  }

  /// Grants an organization an amount of nano-PFLOPS-hours from now on.
  public static AllocationId grant(Centre centre, String organization, long nanos, Duration time) {
    return grant(
        centre,
        new Command.GrantAllocation(
            new Allocation.Owner.OfOrganization(new OrganizationId(organization)),
            SPRING,
            Optional.empty(),
            new Grant.PflopsHours(new Amount(Amount.Unit.NANO_PFLOPS_HOURS, nanos)),
            new Window(centre.clock(), centre.clock().plus(time))));
  }

  /// Grants a part of an allocation, in nano-PFLOPS-hours, to the same owner for the same time.
  public static AllocationId grantOf(Centre centre, AllocationId parent, long nanos) {
    var window = centre.state().books().page(parent).allocation().window();
    return grantOf(centre, parent, nanos, window.length());
  }

  /// The same for another time from the parent's first instant on.
  public static AllocationId grantOf(
      Centre centre, AllocationId parent, long nanos, Duration time) {
    var allocation = centre.state().books().page(parent).allocation();
    var from = allocation.window().from();
    return grant(
        centre,
        new Command.GrantAllocation(
            allocation.owner(),
            SPRING,
            Optional.of(parent),
            new Grant.PflopsHours(new Amount(Amount.Unit.NANO_PFLOPS_HOURS, nanos)),
            new Window(from, from.plus(time))));
  }

  /// Grants what a command says.
  public static AllocationId grant(Centre centre, Command.GrantAllocation command) {
    return ((Event.AllocationGranted) centre.accept(command).getFirst()).allocation().id();
  }
}
