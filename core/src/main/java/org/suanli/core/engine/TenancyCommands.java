package org.suanli.core.engine;

import java.util.Optional;
import org.suanli.core.allocation.Allocation;
import org.suanli.core.allocation.Quota;
import org.suanli.core.allocation.Role;
import org.suanli.core.ledger.Transfer;
import org.suanli.core.units.AllocationId;
import org.suanli.core.units.ProjectId;

/// Decides what is said about organizations, members, quotas and allocations.
final class TenancyCommands {
  private static final int WEIGHT_MAX = 1_000;

  private TenancyCommands() {}

  static Optional<Rejected> decide(Turn turn, Command.Tenancy command) {
    return switch (command) {
      case Command.SetOrganization(var organization, var weight) -> {
        if (weight < 1 || weight > WEIGHT_MAX) {
          yield Optional.of(
              Rejected.invalid(
                  "The weight (%d) of organization %s must be 1 to %d."
                      .formatted(weight, organization, WEIGHT_MAX)));
        }
        turn.emit(new Event.OrganizationSet(organization, weight));
        yield Optional.empty();
      }
      case Command.AddProject(var project) -> addProject(turn, project);
      case Command.RemoveProject(var project) -> removeProject(turn, project);
      case Command.SetMember set -> setMember(turn, set);
      case Command.RemoveMember(var member) -> {
        if (!turn.state.members.containsKey(member)) {
          yield Optional.of(Rejected.notFound(member));
        }
        turn.emit(new Event.MemberRemoved(member));
        yield Optional.empty();
      }
      case Command.SetQuota(var owner, var quota) -> setQuota(turn, owner, quota);
      case Command.OpenProgramme(var programme) -> {
        if (!turn.state.programmes.containsKey(programme)) {
          turn.emit(new Event.ProgrammeOpened(programme));
        }
        yield Optional.empty();
      }
      case Command.GrantAllocation grant -> grant(turn, grant);
      case Command.CloseAllocation(var id) -> close(turn, id);
    };
  }

  private static Optional<Rejected> addProject(Turn turn, ProjectId project) {
    var tenant = turn.state.tenants.get(project.organization());
    if (tenant == null) {
      return Optional.of(Rejected.notFound("organization (" + project.organization() + ")"));
    }
    if (!tenant.projects.containsKey(project)) {
      turn.emit(new Event.ProjectAdded(project));
    }
    return Optional.empty();
  }

  private static Optional<Rejected> removeProject(Turn turn, ProjectId project) {
    var tenant = turn.state.tenants.get(project.organization());
    if (tenant == null || !tenant.projects.containsKey(project)) {
      return Optional.of(Rejected.notFound("project (" + project + ")"));
    }
    if (turn.state.jobs.values().stream().anyMatch(job -> job.project.equals(project))) {
      return Optional.of(
          Rejected.conflict(
              "The project (" + project + ") still has jobs.\nMaybe cancel them first."));
    }
    turn.emit(new Event.ProjectRemoved(project));
    return Optional.empty();
  }

  private static Optional<Rejected> setMember(Turn turn, Command.SetMember command) {
    Role role = command.role();
    if (role.isOfOrganization() != command.organization().isPresent()) {
      return Optional.of(
          Rejected.invalid(
              "The organization of a member must be %s for the role (%s)."
                  .formatted(role.isOfOrganization() ? "given" : "left out", role)));
    }
    if (command.organization().isPresent()
        && !turn.state.tenants.containsKey(command.organization().get())) {
      return Optional.of(Rejected.notFound("organization (" + command.organization().get() + ")"));
    }
    turn.emit(new Event.MemberSet(command.member(), role, command.organization()));
    return Optional.empty();
  }

  private static Optional<Rejected> setQuota(Turn turn, Allocation.Owner owner, Quota quota) {
    var unknown = unknown(turn, owner);
    if (unknown.isEmpty()) {
      turn.emit(new Event.QuotaSet(owner, quota));
    }
    return unknown;
  }

  private static Optional<Rejected> unknown(Turn turn, Allocation.Owner owner) {
    var tenant = turn.state.tenants.get(owner.organization());
    if (tenant == null) {
      return Optional.of(Rejected.notFound("organization (" + owner.organization() + ")"));
    }
    return switch (owner) {
      case Allocation.Owner.OfOrganization _ -> Optional.empty();
      case Allocation.Owner.OfProject(var project) ->
          tenant.projects.containsKey(project)
              ? Optional.empty()
              : Optional.of(Rejected.notFound("project (" + project + ")"));
    };
  }

  private static Optional<Rejected> grant(Turn turn, Command.GrantAllocation command) {
    var unknown = unknown(turn, command.owner());
    if (unknown.isPresent()) {
      return unknown;
    }
    if (!turn.state.programmes.containsKey(command.programme())) {
      return Optional.of(Rejected.notFound("programme (" + command.programme() + ")"));
    }
    if (!command.window().until().isAfter(turn.now)) {
      return Optional.of(
          Rejected.invalid(
              "The end ("
                  + command.window().until()
                  + ") of an allocation must be in the future."));
    }
    if (command.parent().isPresent()) {
      var wrong = parentViolation(turn, command, command.parent().get());
      if (wrong.isPresent()) {
        return wrong;
      }
    }
    var id = new AllocationId(turn.state.lastAllocation + 1);
    turn.emit(
        new Event.AllocationGranted(
            new Allocation(
                id,
                command.owner(),
                command.programme(),
                command.parent(),
                command.grant(),
                command.window())));
    turn.emit(
        new Event.Posted(
            new Transfer(
                Transfer.Kind.GRANT,
                id,
                command.grant().amount(),
                Optional.empty(),
                Optional.empty(),
                0)));
    return Optional.empty();
  }

  private static Optional<Rejected> parentViolation(
      Turn turn, Command.GrantAllocation command, AllocationId parentId) {
    var page = turn.state.books.find(parentId);
    if (page.isEmpty()) {
      return Optional.of(Rejected.notFound(parentId));
    }
    var parent = page.get().allocation();
    if (parent.grant().amount().unit() != command.grant().amount().unit()) {
      return Optional.of(
          Rejected.invalid(
              "The unit (%s) of an allocation must be that (%s) of its parent %s."
                  .formatted(
                      command.grant().amount().unit(), parent.grant().amount().unit(), parentId)));
    }
    if (!parent.owner().organization().equals(command.owner().organization())) {
      return Optional.of(
          Rejected.invalid(
              "The parent ("
                  + parentId
                  + ") of an allocation must belong to the same organization."));
    }
    if (page.get().isClosed()) {
      return Optional.of(
          Rejected.conflict("The parent (" + parentId + ") of an allocation must be open."));
    }
    if (command.window().from().isBefore(parent.window().from())
        || command.window().until().isAfter(parent.window().until())) {
      return Optional.of(
          Rejected.invalid(
              "The window (%s until %s) of an allocation must lie within that (%s until %s) of its parent %s."
                  .formatted(
                      command.window().from(),
                      command.window().until(),
                      parent.window().from(),
                      parent.window().until(),
                      parentId)));
    }
    return command.grant().models().stream()
        .filter(model -> !parent.grant().covers(model))
        .findFirst()
        .map(
            model ->
                Rejected.invalid(
                    "The model (%s) of an allocation must be one that its parent %s covers."
                        .formatted(model, parentId)));
  }

  private static Optional<Rejected> close(Turn turn, AllocationId id) {
    var page = turn.state.books.find(id);
    if (page.isEmpty()) {
      return Optional.of(Rejected.notFound(id));
    }
    if (!page.get().isClosed()) {
      Passage.close(turn, id);
    }
    return Optional.empty();
  }
}
