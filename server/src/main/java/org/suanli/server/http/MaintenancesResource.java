package org.suanli.server.http;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.suanli.api.Page;
import org.suanli.api.Paths;
import org.suanli.api.Supply;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Event;
import org.suanli.core.supply.Maintenance;
import org.suanli.core.units.MaintenanceId;
import org.suanli.server.identity.Principal;

/// Planned maintenance of nodes.
@RestController
final class MaintenancesResource {
  private static final int REASON_LENGTH_MAX = 200;

  private final Desk desk;

  MaintenancesResource(Desk desk) {
    this.desk = desk;
  }

  @GetMapping(Paths.MAINTENANCES)
  Page<Supply.Maintenance> list(Slice slice) {
    var after = new MaintenanceId(slice.after(0) + 1);
    var rows =
        desk.read(
            engine ->
                engine.state().maintenances().tailMap(after).values().stream()
                    .limit(slice.probe())
                    .toList());
    return slice.page(rows, MaintenancesResource::maintenance, row -> row.id().value());
  }

  @PostMapping(Paths.MAINTENANCES)
  @ResponseStatus(HttpStatus.CREATED)
  Supply.Maintenance plan(@RequestBody Supply.NewMaintenance asked, Principal caller) {
    if (asked.reason().isBlank() || asked.reason().length() > REASON_LENGTH_MAX) {
      throw ProblemException.invalid(
          "The reason of a maintenance must be 1 to " + REASON_LENGTH_MAX + " characters.");
    }
    var command =
        new Command.PlanMaintenance(
            NodesResource.id(asked.cluster(), asked.node()),
            Wire.window(asked.window()),
            asked.reason());
    var planned = Desk.first(desk.submit(command, caller), Event.MaintenancePlanned.class);
    return maintenance(planned.maintenance());
  }

  @DeleteMapping(Paths.MAINTENANCE)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void cancel(@PathVariable String maintenance, Principal caller) {
    desk.submit(new Command.CancelMaintenance(Wire.maintenanceId(maintenance)), caller);
  }

  private static Supply.Maintenance maintenance(Maintenance maintenance) {
    return new Supply.Maintenance(
        maintenance.id().toString(),
        maintenance.node().cluster().value(),
        maintenance.node().name(),
        Wire.window(maintenance.window()),
        maintenance.reason());
  }
}
