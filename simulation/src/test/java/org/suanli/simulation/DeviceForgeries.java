package org.suanli.simulation;

import static org.suanli.simulation.Forgery.changeFirst;
import static org.suanli.simulation.Forgery.insertBefore;

import java.time.Instant;
import java.util.List;
import org.suanli.core.allocation.Allocation;
import org.suanli.core.allocation.Quota;
import org.suanli.core.engine.Event;
import org.suanli.core.spec.Demand;
import org.suanli.core.supply.Maintenance;
import org.suanli.core.supply.NodeState;
import org.suanli.core.supply.Placement;
import org.suanli.core.units.Limit;
import org.suanli.core.units.MaintenanceId;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.Window;

/// Journals in which devices are not held as they must be.
final class DeviceForgeries {
  private DeviceForgeries() {}

  static List<Forgery> all() {
    return List.of(
        new Forgery(
            "a gang without its last task",
            "a gang holds all its tasks",
            changeFirst(
                Event.AttemptPlaced.class, p -> placed(p, p.placement().tasks().subList(0, 1)))),
        new Forgery(
            "two tasks on the same devices",
            "shares of a device",
            changeFirst(
                Event.AttemptPlaced.class,
                p -> {
                  var task = p.placement().tasks().getFirst();
                  return placed(p, List.of(task, task));
                })),
        new Forgery(
            "a task with too few devices",
            "a task holds all its devices",
            changeFirst(
                Event.AttemptPlaced.class,
                p -> {
                  var task = p.placement().tasks().getFirst();
                  var less = new Placement.OnNode(task.role(), task.node(), 1);
                  return placed(p, List.of(less, p.placement().tasks().get(1)));
                })),
        new Forgery(
            "a task with a share of what it should hold whole",
            "a task holds all its devices",
            changeFirst(
                Event.AttemptPlaced.class,
                p -> {
                  var task = p.placement().tasks().getFirst();
                  var less =
                      new Placement.OnNode(task.role(), task.node(), 1, new MilliAccelerators(500));
                  return placed(p, List.of(less, p.placement().tasks().get(1)));
                })),
        new Forgery(
            "a gang of another make than its nodes",
            "a gang has one make",
            changeFirst(
                Event.AttemptPlaced.class,
                p ->
                    new Event.AttemptPlaced(
                        p.attempt(),
                        new Placement(new ModelName("make-b"), p.placement().tasks())))),
        new Forgery(
            "a start on a cordoned node",
            "only ready nodes take work",
            insertBefore(
                Event.AttemptPlaced.class,
                p ->
                    new Event.NodeStateChanged(
                        p.placement().tasks().getFirst().node(), NodeState.CORDONED, "service"))),
        new Forgery(
            "a start that maintenance interrupts",
            "nothing starts that maintenance would interrupt",
            insertBefore(Event.AttemptPlaced.class, DeviceForgeries::maintenance)),
        new Forgery(
            "an image where none runs",
            "an image runs where images can",
            changeFirst(Event.JobSubmitted.class, DeviceForgeries::withImage)),
        new Forgery(
            "a start beyond the quota",
            "a quota",
            insertBefore(
                Event.AttemptPlaced.class,
                _ ->
                    new Event.QuotaSet(
                        new Allocation.Owner.OfOrganization(new OrganizationId("ocean")),
                        new Quota(
                            MilliAccelerators.ZERO, Limit.atMost(new MilliAccelerators(15_999)))))),
        new Forgery(
            "a node that is removed with its tasks",
            "a node that holds tasks stays",
            insertBefore(
                Event.AttemptStarted.class, _ -> new Event.NodeRemoved(CentreFixture.node(0)))));
  }

  private static Event placed(Event.AttemptPlaced placed, List<Placement.OnNode> tasks) {
    return new Event.AttemptPlaced(
        placed.attempt(), new Placement(placed.placement().model(), tasks));
  }

  private static Event maintenance(Event.AttemptPlaced placed) {
    var window =
        new Window(CentreFixture.START.plusSeconds(60), Instant.parse("2027-01-01T00:00:00Z"));
    var node = placed.placement().tasks().getFirst().node();
    return new Event.MaintenancePlanned(
        new Maintenance(new MaintenanceId(1), node, window, "inspection"));
  }

  private static Event withImage(Event.JobSubmitted submitted) {
    var demand = submitted.demand();
    return new Event.JobSubmitted(
        submitted.job(),
        submitted.project(),
        submitted.member(),
        new Demand(
            demand.shape(),
            demand.priorityClass(),
            demand.priority(),
            demand.retries(),
            demand.checkpoint(),
            demand.dependencies(),
            true),
        submitted.spec());
  }
}
