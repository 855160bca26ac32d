package org.suanli.simulation.run;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.suanli.core.allocation.Allocation;
import org.suanli.core.allocation.Grant;
import org.suanli.core.engine.Command;
import org.suanli.core.supply.Catalogue;
import org.suanli.core.supply.Precision;
import org.suanli.core.units.Amount;
import org.suanli.core.units.Megaflops;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.ProgrammeId;
import org.suanli.core.units.ProjectId;
import org.suanli.core.units.Window;
import org.suanli.simulation.fleet.FleetPlan;
import org.suanli.simulation.trace.Workload;

/// The commands with which a simulated centre opens: its machines, and every organization of the
/// workload with one project that may use all it wants.
final class Opening {
  static final String PROJECT = "main";

  private static final ProgrammeId PROGRAMME = new ProgrammeId("simulation");

  /// Longer than any trace.
  private static final Duration OPEN = Duration.ofDays(100_000);

  /// nano-PFLOPS-hours; far from what sums of it could overflow with.
  private static final Amount AMPLE =
      new Amount(Amount.Unit.NANO_PFLOPS_HOURS, Long.MAX_VALUE / 1_000);

  /// What a make that the catalogue does not know is rated at: 1 PFLOPS, so that its card-hours and
  /// PFLOPS-hours are the same number.
  private static final Megaflops UNKNOWN = new Megaflops(1_000_000_000);

  private Opening() {}

  static List<Command> commands(Workload workload, FleetPlan fleet, Instant from) {
    var commands = new ArrayList<Command>();
    fleet.clusters().forEach(cluster -> commands.add(new Command.AttachCluster(cluster)));
    fleet.nodes().forEach(node -> commands.add(new Command.AddNode(node)));
    var models = new TreeSet<ModelName>();
    fleet.nodes().forEach(node -> models.add(node.model()));
    models.removeIf(Opening::isRated);
    models.forEach(
        model ->
            commands.add(
                new Command.PublishRating(model, Precision.FP16, UNKNOWN, "by the simulation")));
    commands.add(new Command.OpenProgramme(PROGRAMME));
    var organizations = new TreeSet<OrganizationId>();
    workload.jobs().forEach(job -> organizations.add(job.owner().organization()));
    for (var organization : organizations) {
      commands.add(new Command.SetOrganization(organization, 1));
      commands.add(new Command.AddProject(new ProjectId(organization, PROJECT)));
      commands.add(
          new Command.GrantAllocation(
              new Allocation.Owner.OfOrganization(organization),
              PROGRAMME,
              Optional.empty(),
              new Grant.PflopsHours(AMPLE),
              new Window(from, from.plus(OPEN))));
    }
    return commands;
  }

  /// Whether the engine rates it by itself.
  private static boolean isRated(ModelName model) {
    return Catalogue.published()
        .find(model)
        .flatMap(found -> found.chargeable(Precision.FP16))
        .isPresent();
  }
}
