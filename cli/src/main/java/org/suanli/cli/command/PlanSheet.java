package org.suanli.cli.command;

import java.util.List;
import org.suanli.api.Jobs;
import org.suanli.cli.terminal.Ink;
import org.suanli.cli.terminal.Times;

/// What would come of a submission, as people read it.
final class PlanSheet {
  /// Of a job that what pays for it may not last for.
  static final String REMEDY =
      "Maybe give it a shorter time limit or checkpoints, or ask for a further allocation.";

  private final Times times;

  PlanSheet(Times times) {
    this.times = times;
  }

  Sheet sheet(Jobs.Plan plan) {
    var sheet =
        new Sheet()
            .line(
                "Admitted",
                plan.isAccepted() ? "yes" : "no",
                plan.isAccepted() ? Ink.GOOD : Ink.BAD);
    for (var violation : plan.violations()) {
      for (var line : violation.lines().toList()) {
        sheet.line(line.startsWith("Maybe") ? "" : "Violation", line);
      }
    }
    if (plan.isAccepted()) {
      sheet.line("Accelerators", JobSheets.inTasks(plan.milliAccelerators(), plan.tasks()));
      sheet.line("Starts", starts(plan));
      if (plan.forecast() != null) {
        sheet.line("Forecast basis", plan.forecast().basis());
      }
    }
    if (plan.reason() != null) {
      sheet.line("Would wait", plan.reason().sentence()).line("Remedy", plan.reason().remedy());
    }
    if (plan.shortfall() != null) {
      sheet.line("Falls short", plan.shortfall().sentence(), Ink.BAD).line("Remedy", REMEDY);
    }
    sheet.section("Reservations for the first period", reservations(), plan.reservations());
    return sheet.line("Submitted", "no, this is a plan");
  }

  private String starts(Jobs.Plan plan) {
    if (plan.startsNow()) {
      return "now";
    }
    return plan.forecast() == null ? "not known" : times.both(plan.forecast().startsAt());
  }

  private Listing<Jobs.Reservation> reservations() {
    return new Listing<>(
        Jobs.Reservation.class,
        Jobs.Reservation::model,
        List.of(
            Column.text("MODEL", Jobs.Reservation::model),
            Column.text(
                "ALLOCATION", r -> r.allocation() == null ? "none can pay" : r.allocation()),
            Column.number("AMOUNT", r -> Amounts.shown(r.amount())),
            Column.text(
                "UNTIL (" + times.zone() + ")",
                r -> r.period() == null ? "-" : times.minute(r.period().until())),
            Column.number("PRICE", r -> Amounts.shown(r.price()))));
  }
}
