package org.suanli.cli.command;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.suanli.api.Allocations;
import org.suanli.api.Paths;
import org.suanli.api.Window;
import org.suanli.cli.terminal.Ink;
import org.suanli.cli.terminal.Times;
import org.suanli.cli.wire.Call;
import org.suanli.cli.wire.Query;
import org.suanli.cli.wire.Wire;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `suanli allocations`
@Command(name = "allocations")
final class AllocationCommands {
  private final Session session;

  AllocationCommands(Session session) {
    this.session = session;
  }

  /// What is granted.
  static final class Grant {
    @Option(names = "--organization", paramLabel = "NAME", description = "One's own unless given.")
    @Nullable String organization;

    @Option(
        names = "--project",
        paramLabel = "PROJECT",
        description = "For one project; every one of the organization unless given.")
    @Nullable String project;

    @Option(names = "--programme", required = true, paramLabel = "NAME", description = "From it.")
    String programme = "";

    @Option(
        names = "--parent",
        paramLabel = "ALLOCATION",
        description = "The allocation to carve it from.")
    @Nullable String parent;

    @Option(
        names = "--model",
        split = ",",
        paramLabel = "MODEL",
        description = "The makes that card-hours are for; may be repeated.")
    String[] models = {};

    @Option(
        names = "--amount",
        required = true,
        paramLabel = "AMOUNT",
        description = "Such as 100P (PFLOPS-hours) or 500c (card-hours).")
    String amount = "";

    @Option(
        names = "--from",
        paramLabel = "TIME",
        description = "Its first instant; now unless given.")
    @Nullable String from;

    @Option(names = "--until", required = true, paramLabel = "TIME", description = "Its end.")
    String until = "";
  }

  @Command(name = "list", description = "List allocations.")
  int list(
      @Option(names = "--organization", paramLabel = "NAME", description = "Of one organization.")
          @Nullable String organization,
      @Mixin Paging paging) {
    var query = Query.none().with("organization", organization);
    return session.list(Paths.ALLOCATIONS, query, paging, allocations(session.times()));
  }

  @Command(name = "show", description = "Show an allocation.")
  int show(@Parameters(paramLabel = "ALLOCATION") String allocation) {
    return session.show(
        Call.get(Paths.of(Paths.ALLOCATION, Ids.allocation(allocation))),
        Allocations.Allocation.class,
        Allocations.Allocation::allocation,
        this::sheet);
  }

  @Command(name = "grant", aliases = "create", description = "Grant an allocation.")
  int grant(@Mixin Grant grant) {
    var clock = session.surroundings().clock();
    var from = grant.from == null ? clock.instant() : Moments.parse(grant.from, clock);
    var organization = session.organization(grant.organization);
    var body =
        new Allocations.NewAllocation(
            organization,
            project(grant.project, organization),
            grant.programme,
            grant.parent == null ? null : Ids.allocation(grant.parent),
            grant.models.length == 0 ? null : List.of(grant.models),
            Amounts.parse(grant.amount),
            new Window(from, Moments.parse(grant.until, clock)));
    var document = session.create(Paths.ALLOCATIONS, body);
    var id = Wire.read(document, Allocations.Allocation.class).allocation();
    return session.done(
        document, id, id + " grants " + Amounts.shown(body.amount()) + " to " + organization + ".");
  }

  private static @Nullable String project(@Nullable String named, String organization) {
    return named == null || named.contains("/") ? named : organization + "/" + named;
  }

  @Command(name = "close", description = "Close an allocation: it pays for nothing new.")
  int close(@Parameters(paramLabel = "ALLOCATION") String allocation) {
    var id = Ids.allocation(allocation);
    var document = session.create(Paths.of(Paths.ALLOCATION_CLOSE, id), null);
    return session.done(document, id, id + " is closed.");
  }

  private Sheet sheet(Allocations.Allocation found) {
    return new Sheet()
        .line("Allocation", found.allocation())
        .line("Organization", found.organization())
        .line("Project", found.project() == null ? "every one" : found.project())
        .line("Programme", found.programme())
        .line("Carved from", found.parent())
        .line("Models", String.join(", ", found.models()))
        .line("From", session.times().both(found.window().from()))
        .line("Until", session.times().both(found.window().until()))
        .line("Lasts until", session.times().both(found.lastsUntil()))
        .line("Soon", warning(found, session.times()), Ink.BAD)
        .line("Closed", found.isClosed() ? "yes" : "no")
        .line("Granted", Amounts.shown(found.granted()))
        .line("Available", Amounts.shown(found.available()))
        .line("Reserved", Amounts.shown(found.reserved()))
        .line("Charged", Amounts.shown(found.charged()))
        .line("Borne", Amounts.shown(found.borne()));
  }

  private static Listing<Allocations.Allocation> allocations(Times times) {
    return new Listing<>(
        Allocations.Allocation.class,
        Allocations.Allocation::allocation,
        List.of(
            Column.text("ALLOCATION", Allocations.Allocation::allocation),
            Column.text("OWNER", a -> a.project() == null ? a.organization() : a.project()),
            Column.text("PROGRAMME", Allocations.Allocation::programme),
            Column.flexible("MODELS", a -> String.join(",", a.models())),
            Column.number("GRANTED", a -> Amounts.shown(a.granted())),
            Column.number("AVAILABLE", a -> Amounts.shown(a.available())),
            Column.number("RESERVED", a -> Amounts.shown(a.reserved())),
            Column.number("CHARGED", a -> Amounts.shown(a.charged())),
            Column.text("UNTIL (" + times.zone() + ")", a -> times.minute(a.window().until())),
            Column.text("ENDS", a -> a.isClosed() ? "closed" : times.relative(a.window().until())),
            Column.text("SOON", a -> warning(a, times))));
  }

  private static String warning(Allocations.Allocation allocation, Times times) {
    var warning = allocation.warning();
    return warning == null
        ? ""
        : switch (warning) {
          case EXPIRES -> "expires, what is left is lost";
          case RUNS_OUT -> "used up " + times.relative(allocation.lastsUntil());
        };
  }
}
