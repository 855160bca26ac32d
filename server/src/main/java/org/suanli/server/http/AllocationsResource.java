package org.suanli.server.http;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.suanli.api.Allocations;
import org.suanli.api.Page;
import org.suanli.api.Paths;
import org.suanli.core.allocation.Allocation;
import org.suanli.core.allocation.Grant;
import org.suanli.core.allocation.Role;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Event;
import org.suanli.core.engine.Runway;
import org.suanli.core.engine.State;
import org.suanli.core.ledger.Account;
import org.suanli.core.ledger.Books;
import org.suanli.core.units.AllocationId;
import org.suanli.core.units.Amount;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.ProgrammeId;
import org.suanli.core.units.ProjectId;
import org.suanli.server.identity.Principal;

/// Programmes, and what they grant.
@RestController
final class AllocationsResource {
  private final Desk desk;
  private final JdbcClient database;
  private final InstantSource clock;

  AllocationsResource(Desk desk, JdbcClient database, InstantSource clock) {
    this.desk = desk;
    this.database = database;
    this.clock = clock;
  }

  @GetMapping(Paths.PROGRAMMES)
  Page<Allocations.Programme> programmes(Slice slice) {
    var rows =
        database
            .sql(
                """
                SELECT programme FROM programme WHERE programme > :after
                ORDER BY programme LIMIT :limit
                """)
            .param("after", slice.afterText())
            .param("limit", slice.probe())
            .query((row, _) -> row.getString("programme"))
            .list();
    return slice.page(rows, Allocations.Programme::new, row -> row);
  }

  @PutMapping(Paths.PROGRAMME)
  Allocations.Programme open(@PathVariable String programme, Principal caller) {
    var id = Wire.parse(() -> new ProgrammeId(programme));
    desk.submit(new Command.OpenProgramme(id), caller);
    return new Allocations.Programme(id.value());
  }

  @GetMapping(Paths.ALLOCATIONS)
  Page<Allocations.Allocation> list(
      @RequestParam(required = false) @Nullable String organization,
      Slice slice,
      Principal caller) {
    var of = Scoping.organization(caller, organization);
    var after = new AllocationId(slice.after(0) + 1);
    var rows =
        desk.read(
            engine -> {
              var books = engine.state().books();
              return books.pages().tailMap(after).values().stream()
                  .filter(page -> of.map(owner(page)::equals).orElse(true))
                  .limit(slice.probe())
                  .map(page -> allocation(engine.state(), page))
                  .toList();
            });
    return slice.page(rows, row -> row, row -> Wire.allocationId(row.allocation()).value());
  }

  @GetMapping(Paths.ALLOCATION)
  Allocations.Allocation show(@PathVariable String allocation) {
    var id = Wire.allocationId(allocation);
    return desk.read(
        engine -> {
          var books = engine.state().books();
          return allocation(engine.state(), page(books, id));
        });
  }

  @PostMapping(Paths.ALLOCATIONS)
  @ResponseStatus(HttpStatus.CREATED)
  Allocations.Allocation grant(@RequestBody Allocations.NewAllocation asked, Principal caller) {
    var owner = owner(asked, caller);
    var parent = Optional.ofNullable(asked.parent()).map(Wire::allocationId);
    var programme = Wire.parse(() -> new ProgrammeId(asked.programme()));
    if (caller.role() == Role.ADMIN) {
      requireCarved(parent, programme);
    }
    var command =
        new Command.GrantAllocation(
            owner, programme, parent, grant(asked), Wire.window(asked.window()));
    var granted = Desk.first(desk.submit(command, caller), Event.AllocationGranted.class);
    return show(granted.allocation().id().toString());
  }

  private static Allocation.Owner owner(Allocations.NewAllocation asked, Principal caller) {
    var organization =
        Scoping.require(caller, Wire.parse(() -> new OrganizationId(asked.organization())));
    var name = asked.project();
    if (name == null) {
      return new Allocation.Owner.OfOrganization(organization);
    }
    ProjectId project =
        name.contains("/")
            ? Wire.projectId(name)
            : Wire.parse(() -> new ProjectId(organization, name));
    if (!project.organization().equals(organization)) {
      throw ProblemException.invalid(
          "The project (%s) must be one of the organization %s.".formatted(project, organization));
    }
    return new Allocation.Owner.OfProject(project);
  }

  private static Grant grant(Allocations.NewAllocation asked) {
    var amount = Wire.amount(asked.amount());
    var models = asked.models() == null ? List.<String>of() : asked.models();
    return Wire.parse(
        () ->
            switch (amount.unit()) {
              case NANO_PFLOPS_HOURS -> {
                if (!models.isEmpty()) {
                  throw ProblemException.invalid(
                      "The models of an allocation in PFLOPS-hours must be left out.");
                }
                yield new Grant.PflopsHours(amount);
              }
              case MILLI_ACCELERATOR_MILLIS ->
                  new Grant.CardHours(models.stream().map(ModelName::new).toList(), amount);
            });
  }

  /// An administrator hands on what the organization has: a part of it, of the same programme.
  private void requireCarved(Optional<AllocationId> parent, ProgrammeId programme) {
    if (parent.isEmpty()) {
      throw ProblemException.forbidden(
          "An administrator may carve allocations from one of the organization's: name its"
              + " parent.");
    }
    var of =
        desk.read(engine -> page(engine.state().books(), parent.get()).allocation().programme());
    if (!of.equals(programme)) {
      throw ProblemException.invalid(
          "The programme (%s) must be that (%s) of the parent.".formatted(programme, of));
    }
  }

  @PostMapping(Paths.ALLOCATION_CLOSE)
  Allocations.Allocation close(@PathVariable String allocation, Principal caller) {
    var id = Wire.allocationId(allocation);
    boolean isCarved =
        desk.read(engine -> page(engine.state().books(), id).allocation().parent().isPresent());
    if (caller.role() == Role.ADMIN && !isCarved) {
      throw ProblemException.forbidden("An administrator may close carved allocations alone.");
    }
    desk.submit(new Command.CloseAllocation(id), caller);
    return show(allocation);
  }

  private static Books.Page page(Books books, AllocationId id) {
    return books.find(id).orElseThrow(() -> ProblemException.notFound(id.toString()));
  }

  private static OrganizationId owner(Books.Page page) {
    return page.allocation().owner().organization();
  }

  private Allocations.Allocation allocation(State state, Books.Page page) {
    var books = state.books();
    var allocation = page.allocation();
    var now = clock.instant();
    return new Allocations.Allocation(
        allocation.id().toString(),
        owner(page).value(),
        switch (allocation.owner()) {
          case Allocation.Owner.OfOrganization _ -> null;
          case Allocation.Owner.OfProject(var project) -> project.toString();
        },
        allocation.programme().value(),
        allocation.parent().map(AllocationId::toString).orElse(null),
        switch (allocation.grant()) {
          case Grant.PflopsHours _ -> List.of();
          case Grant.CardHours(var models, Amount _) ->
              models.stream().map(ModelName::value).toList();
        },
        Wire.window(allocation.window()),
        page.isClosed(),
        Wire.amount(allocation.grant().amount()),
        Wire.amount(books.available(allocation.id())),
        Wire.amount(page.balance(Account.RESERVED)),
        Wire.amount(page.balance(Account.CHARGED)),
        Wire.amount(page.committed()),
        Wire.amount(page.balance(Account.BORNE)),
        page.isClosed() ? allocation.window().until() : Runway.end(state, page, now).at(),
        Runway.soon(state, page, now).map(AllocationsResource::warning).orElse(null));
  }

  private static Allocations.Warning warning(Runway.End end) {
    return end.isExpiry() ? Allocations.Warning.EXPIRES : Allocations.Warning.RUNS_OUT;
  }
}
