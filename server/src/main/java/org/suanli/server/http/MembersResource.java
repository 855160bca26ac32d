package org.suanli.server.http;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.suanli.api.ErrorCode;
import org.suanli.api.Members;
import org.suanli.api.Page;
import org.suanli.api.Paths;
import org.suanli.core.allocation.Role;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Event;
import org.suanli.core.units.MemberId;
import org.suanli.core.units.OrganizationId;
import org.suanli.server.identity.Principal;
import org.suanli.server.identity.Profiles;

/// Members. An administrator of an organization sees and changes those of that organization alone.
@RestController
final class MembersResource {
  private final Profiles profiles;
  private final People people;
  private final Desk desk;
  private final Edits edits;

  MembersResource(Profiles profiles, People people, Desk desk, Edits edits) {
    this.edits = edits;
    this.profiles = profiles;
    this.people = people;
    this.desk = desk;
  }

  @GetMapping(Paths.MEMBERS)
  Page<Members.Member> list(
      @RequestParam(required = false) @Nullable String organization,
      Slice slice,
      Principal caller) {
    var of = Scoping.organization(caller, organization);
    var rows = profiles.list(of, slice.after(0), slice.probe());
    return slice.page(rows, People::member, profile -> profile.member().value());
  }

  @GetMapping(Paths.MEMBER)
  Members.Member show(@PathVariable String member) {
    return People.member(people.require(Wire.memberId(member)));
  }

  @PostMapping(Paths.MEMBERS)
  @ResponseStatus(HttpStatus.CREATED)
  Members.CreatedMember add(@RequestBody Members.NewMember asked, Principal caller) {
    var role = Wire.same(Role.class, asked.role());
    var organization =
        Optional.ofNullable(asked.organization())
            .map(text -> Wire.parse(() -> new OrganizationId(text)));
    requireMayGive(role, organization, caller);
    var id =
        Desk.made()
            .map(events -> Desk.first(events, Event.MemberSet.class).member())
            .orElseGet(() -> edits.alone(() -> add(asked, role, organization, caller)));
    var member = People.member(people.require(id));
    return new Members.CreatedMember(member, asked.email() == null ? null : people.invite(id));
  }

  /// What the engine refused is forgotten. What failed otherwise may have been done; if it was not,
  /// the next with the address takes the profile.
  private MemberId add(
      Members.NewMember asked, Role role, Optional<OrganizationId> organization, Principal caller) {
    var email = Optional.ofNullable(asked.email());
    var id = Wire.parse(() -> profiles.add(asked.name(), email, email.isEmpty()));
    try {
      desk.submit(new Command.SetMember(id, role, organization), caller);
    } catch (ProblemException e) {
      if (e.code() != ErrorCode.INTERNAL && e.code() != ErrorCode.UNAVAILABLE) {
        profiles.forget(id);
      }
      throw e;
    }
    return id;
  }

  private static void requireMayGive(
      Role role, Optional<OrganizationId> organization, Principal caller) {
    if (caller.role() != Role.OPERATOR
        && (!role.isOfOrganization() || !organization.equals(caller.organization()))) {
      throw ProblemException.forbidden(
          "An administrator may make administrators and members of the own organization alone.");
    }
  }

  @PatchMapping(Paths.MEMBER)
  Members.Member change(
      @PathVariable String member, @RequestBody Members.MemberChange asked, Edits.Edit edit) {
    return edits.make(edit, () -> show(member), () -> change(member, asked, edit.caller()));
  }

  private Members.Member change(String member, Members.MemberChange asked, Principal caller) {
    var profile = people.require(Wire.memberId(member));
    var wanted = asked.role();
    if (wanted != null) {
      var role = Wire.same(Role.class, wanted);
      requireMayGive(role, profile.organization(), caller);
      if (role != profile.role()) {
        requireAnotherOperator(profile);
        desk.submit(new Command.SetMember(profile.member(), role, profile.organization()), caller);
      }
    }
    Wire.parse(
        () -> {
          profiles.change(
              profile.member(),
              Optional.ofNullable(asked.name()),
              Optional.ofNullable(asked.email()));
          return true;
        });
    return People.member(people.require(profile.member()));
  }

  /// Erases what is known of the person first: should the server stop before the engine knows, the
  /// request can be repeated.
  @DeleteMapping(Paths.MEMBER)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void remove(@PathVariable String member, Edits.Edit edit) {
    edits.make(edit, () -> show(member), () -> remove(member, edit.caller()));
  }

  private List<Event> remove(String member, Principal caller) {
    var profile = people.require(Wire.memberId(member));
    requireAnotherOperator(profile);
    profiles.erase(profile.member());
    return desk.submit(new Command.RemoveMember(profile.member()), caller);
  }

  private void requireAnotherOperator(Profiles.Profile profile) {
    long operators =
        desk.read(
            engine ->
                engine.state().members().values().stream()
                    .filter(membership -> membership.role() == Role.OPERATOR)
                    .count());
    if (profile.role() == Role.OPERATOR && operators < 2) {
      throw ProblemException.conflict("The last operator must stay one.");
    }
  }

  @PostMapping(Paths.MEMBER_INVITATION)
  @ResponseStatus(HttpStatus.CREATED)
  Members.Invitation invite(@PathVariable String member) {
    MemberId id = people.require(Wire.memberId(member)).member();
    return people.invite(id);
  }
}
