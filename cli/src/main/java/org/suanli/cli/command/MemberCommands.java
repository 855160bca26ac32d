package org.suanli.cli.command;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.suanli.api.Members;
import org.suanli.api.Paths;
import org.suanli.cli.terminal.Exit;
import org.suanli.cli.terminal.Failure;
import org.suanli.cli.wire.Call;
import org.suanli.cli.wire.Query;
import org.suanli.cli.wire.Wire;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `suanli members`
@Command(name = "members")
final class MemberCommands {
  private final Session session;

  MemberCommands(Session session) {
    this.session = session;
  }

  /// Who is added, or what is changed.
  static final class Person {
    @Option(names = "--name", paramLabel = "NAME", description = "What to call them.")
    @Nullable String name;

    @Option(names = "--email", paramLabel = "ADDRESS", description = "Left out for robots.")
    @Nullable String email;

    @Option(names = "--role", paramLabel = "ROLE", description = "${COMPLETION-CANDIDATES}.")
    Members.@Nullable Role role;
  }

  @Command(name = "list", description = "List members.")
  int list(
      @Option(names = "--organization", paramLabel = "NAME", description = "Of one organization.")
          @Nullable String organization,
      @Mixin Paging paging) {
    var query = Query.none().with("organization", organization);
    return session.list(Paths.MEMBERS, query, paging, members());
  }

  @Command(name = "show", description = "Show a member.")
  int show(@Parameters(paramLabel = "MEMBER") String member) {
    return session.show(
        Call.get(Paths.of(Paths.MEMBER, Ids.member(member))),
        Members.Member.class,
        Members.Member::member,
        MemberCommands::sheet);
  }

  @Command(
      name = "add",
      aliases = "create",
      description = "Add a member, or a robot if no address is given.")
  int add(
      @Mixin Person person,
      @Option(
              names = "--organization",
              paramLabel = "NAME",
              description = "Left out for operators and auditors.")
          @Nullable String organization) {
    var role = person.role == null ? Members.Role.MEMBER : person.role;
    if (person.name == null) {
      throw Failure.usage("The name must be given: --name NAME.");
    }
    var name = person.name;
    var document =
        session.create(
            Paths.MEMBERS, new Members.NewMember(name, person.email, role, organization));
    var created = Wire.read(document, Members.CreatedMember.class);
    var id = created.member().member();
    session.done(document, id, id + " is added.");
    if (created.invitation() == null && session.printer().isForPeople()) {
      session.printer().line("It signs in by a token: suanli tokens create NAME --member " + id);
    }
    return invited(created.invitation());
  }

  @Command(name = "set", description = "Change a member; what is left out stays.")
  int set(@Parameters(paramLabel = "MEMBER") String member, @Mixin Person person) {
    var id = Ids.member(member);
    var change = new Members.MemberChange(person.name, person.email, person.role);
    var document = session.client().send(Call.patch(Paths.of(Paths.MEMBER, id), change));
    return session.done(document, id, id + " is changed.");
  }

  @Command(
      name = "remove",
      aliases = "delete",
      description = "Remove a member, and erase who it was.")
  int remove(@Parameters(paramLabel = "MEMBER") String member) {
    var id = Ids.member(member);
    var document = session.client().send(Call.delete(Paths.of(Paths.MEMBER, id)));
    return session.done(document, id, id + " is removed.");
  }

  @Command(name = "invite", description = "Make a new one-time link for a member.")
  int invite(@Parameters(paramLabel = "MEMBER") String member) {
    var id = Ids.member(member);
    JsonNode document = session.create(Paths.of(Paths.MEMBER_INVITATION, id), null);
    session.done(document, id, id + " is invited.");
    return invited(Wire.read(document, Members.Invitation.class));
  }

  /// Says what is shown this once.
  private int invited(Members.@Nullable Invitation invitation) {
    if (invitation != null && session.printer().isForPeople()) {
      var link = invitation.link();
      var full = link.contains("://") ? link : session.client().address() + link;
      session.printer().line("The link, shown this once: " + full);
      session.printer().line("It expires " + session.times().both(invitation.expiresAt()) + ".");
    }
    return Exit.OK.code();
  }

  static Sheet sheet(Members.Member member) {
    return new Sheet()
        .line("Member", member.member())
        .line("Name", member.name())
        .line("E-mail", member.email())
        .line("Role", member.role().name().toLowerCase(Locale.ROOT))
        .line("Organization", member.organization())
        .line("Robot", member.isRobot() ? "yes" : "no");
  }

  private static Listing<Members.Member> members() {
    return new Listing<>(
        Members.Member.class,
        Members.Member::member,
        List.of(
            Column.text("MEMBER", Members.Member::member),
            Column.flexible("NAME", Members.Member::name),
            Column.flexible("E-MAIL", Members.Member::email),
            Column.text("ROLE", member -> JobSheets.words(member.role().name())),
            Column.text("ORGANIZATION", Members.Member::organization),
            Column.text("ROBOT", member -> member.isRobot() ? "yes" : "no")));
  }
}
