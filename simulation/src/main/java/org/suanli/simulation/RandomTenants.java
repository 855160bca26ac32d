package org.suanli.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.suanli.core.allocation.Allocation;
import org.suanli.core.allocation.Grant;
import org.suanli.core.allocation.Quota;
import org.suanli.core.allocation.Role;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.State;
import org.suanli.core.ledger.Books;
import org.suanli.core.units.AllocationId;
import org.suanli.core.units.Amount;
import org.suanli.core.units.Limit;
import org.suanli.core.units.MemberId;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.ProgrammeId;
import org.suanli.core.units.ProjectId;
import org.suanli.core.units.Window;

/// What is said about the organizations of a random centre, and what they are granted.
final class RandomTenants {
  private static final List<ProjectId> PROJECTS =
      List.of(
          new ProjectId(new OrganizationId("ocean"), "main"),
          new ProjectId(new OrganizationId("ocean"), "tide"),
          new ProjectId(new OrganizationId("river"), "main"),
          new ProjectId(new OrganizationId("cloud"), "main"));
  private static final ProgrammeId PROGRAMME = new ProgrammeId("spring");
  private static final long CARD_HOUR = 3_600_000_000L;
  private static final long PFLOPS_HOUR = 1_000_000_000L;

  /// Open allocations beyond this are not granted, so that the steps stay cheap.
  private static final int OPEN_MAX = 24;

  private final RandomGenerator random;
  private final Supplier<Instant> clock;

  RandomTenants(RandomGenerator random, Supplier<Instant> clock) {
    this.random = random;
    this.clock = clock;
  }

  ProjectId project() {
    return pick(PROJECTS);
  }

  List<Command> opening() {
    var commands = new ArrayList<Command>();
    commands.add(new Command.OpenProgramme(PROGRAMME));
    for (var project : PROJECTS) {
      commands.add(new Command.SetOrganization(project.organization(), random.nextInt(1, 5)));
      commands.add(new Command.AddProject(project));
      commands.add(grant(new Allocation.Owner.OfProject(project), Optional.empty(), anyUnit()));
    }
    return commands;
  }

  Command next(State state) {
    return switch (random.nextInt(12)) {
      case 0 -> new Command.SetQuota(owner(), quota());
      case 1 -> new Command.SetOrganization(project().organization(), random.nextInt(1, 9));
      case 2 -> member();
      case 3 -> new Command.RemoveMember(new MemberId(random.nextInt(1, 6)));
      case 4 -> project(state);
      case 5, 6 -> close(state);
      default -> grant(state);
    };
  }

  private Command member() {
    var role = pick(List.of(Role.values()));
    Optional<OrganizationId> organization =
        role.isOfOrganization()
            ? Optional.of(project().organization())
            : Optional.<OrganizationId>empty();
    return new Command.SetMember(new MemberId(random.nextInt(1, 6)), role, organization);
  }

  private Command project(State state) {
    var project = new ProjectId(new OrganizationId("river"), "delta");
    boolean isKnown =
        Optional.ofNullable(state.tenants().get(project.organization()))
            .map(tenant -> tenant.projects().contains(project))
            .orElse(false);
    return isKnown ? new Command.RemoveProject(project) : new Command.AddProject(project);
  }

  private Command close(State state) {
    var open = open(state);
    return new Command.CloseAllocation(open.isEmpty() ? new AllocationId(1) : pick(open));
  }

  private static List<AllocationId> open(State state) {
    return state.books().pages().values().stream()
        .filter(page -> !page.isClosed())
        .map(page -> page.allocation().id())
        .toList();
  }

  private Command grant(State state) {
    var open = open(state);
    if (open.size() >= OPEN_MAX) {
      return new Command.CloseAllocation(pick(open));
    }
    if (open.isEmpty() || random.nextInt(3) > 0) {
      return grant(owner(), Optional.empty(), anyUnit());
    }
    var parent = state.books().find(pick(open)).map(Books.Page::allocation).orElseThrow();
    var organization = parent.owner().organization();
    var owners = PROJECTS.stream().filter(p -> p.organization().equals(organization)).toList();
    var part =
        grant(
            new Allocation.Owner.OfProject(pick(owners)),
            Optional.of(parent.id()),
            parent.grant().amount().unit());
    return random.nextInt(8) == 0 ? part : within(part, parent.window());
  }

  /// The same in the window of its parent, for as much of it as is random.
  private Command within(Command.GrantAllocation part, Window parent) {
    var until = parent.until().minusMillis(random.nextLong(parent.length().toMillis()) / 4);
    return new Command.GrantAllocation(
        part.owner(),
        part.programme(),
        part.parent(),
        part.grant(),
        new Window(parent.from(), until));
  }

  private Command.GrantAllocation grant(
      Allocation.Owner owner, Optional<AllocationId> parent, Amount.Unit unit) {
    var from = clock.get().plus(Duration.ofHours(random.nextInt(-100, 10)));
    var until = clock.get().plus(Duration.ofHours(random.nextInt(2, 24 * 60)));
    var window = new Window(from, from.isBefore(until) ? until : from.plusMillis(1));
    return new Command.GrantAllocation(owner, PROGRAMME, parent, grant(unit), window);
  }

  private Grant grant(Amount.Unit unit) {
    long hours = random.nextInt(4) == 0 ? random.nextLong(1, 5) : random.nextLong(20, 3_000);
    return switch (unit) {
      case MILLI_ACCELERATOR_MILLIS ->
          new Grant.CardHours(
              List.of(new ModelName("make-a"), new ModelName("make-c")),
              new Amount(unit, hours * CARD_HOUR));
      case NANO_PFLOPS_HOURS -> new Grant.PflopsHours(new Amount(unit, hours * PFLOPS_HOUR));
    };
  }

  private Amount.Unit anyUnit() {
    return pick(List.of(Amount.Unit.values()));
  }

  private Allocation.Owner owner() {
    var project = project();
    return random.nextBoolean()
        ? new Allocation.Owner.OfProject(project)
        : new Allocation.Owner.OfOrganization(project.organization());
  }

  private Quota quota() {
    long guaranteed = random.nextLong(0, 9) * 1_000;
    Limit<MilliAccelerators> concurrent =
        random.nextBoolean()
            ? Limit.unlimited()
            : Limit.atMost(new MilliAccelerators(guaranteed + random.nextLong(0, 17) * 1_000));
    return new Quota(new MilliAccelerators(guaranteed), concurrent);
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
