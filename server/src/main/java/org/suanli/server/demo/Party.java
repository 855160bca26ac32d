package org.suanli.server.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.suanli.api.Allocations;
import org.suanli.api.Amount;
import org.suanli.api.Members;
import org.suanli.api.Paths;
import org.suanli.api.Tenants;
import org.suanli.api.Window;
import org.suanli.core.units.MemberId;
import org.suanli.server.identity.Principal;
import org.suanli.server.identity.SignIn;
import org.suanli.server.identity.Tokens;
import org.suanli.server.wiring.Server;

/// Someone who takes part: the operator, or the member of an organization.
///
/// @param name of the organization; `operator` for the operator
/// @param client that is signed in as that member
/// @param link signs a browser in as that member, once
record Party(String name, Client client, String link) {
  private static final MemberId OPERATOR = new MemberId(1);
  private static final String PROJECT = "language";
  private static final String PROGRAMME = "vouchers";
  private static final Duration ALLOCATION_SPAN = Duration.ofDays(30);

  static Party operator(Server server) {
    return of(server, "operator", OPERATOR);
  }

  /// A new organization with one member, who administers it.
  static Party organization(Server server, Party operator, String name) {
    operator.client().put(Paths.of(Paths.ORGANIZATION, name), new Tenants.OrganizationChange(1));
    var created =
        operator
            .client()
            .post(
                Paths.MEMBERS,
                new Members.NewMember("Member of " + name, null, Members.Role.ADMIN, name),
                Members.CreatedMember.class);
    var member = created.member().member().replace("member-", "");
    return of(server, name, new MemberId(Long.parseLong(member)));
  }

  private static Party of(Server server, String name, MemberId member) {
    var token =
        server
            .part(Tokens.class)
            .issue(member, "demo", List.of(Principal.Scope.ALL), Duration.ofDays(1))
            .secret();
    var invitation = server.part(SignIn.class).invite(member).secret().text();
    return new Party(
        name, new Client(server.address(), token), server.address() + "/sign-in/" + invitation);
  }

  String project() {
    return name + "/" + PROJECT;
  }

  /// The operator opens the programme that allocations come from.
  void openProgramme() {
    client.put(Paths.of(Paths.PROGRAMME, PROGRAMME), new Allocations.Programme(PROGRAMME));
  }

  /// Lets an organization use an amount for 30 days.
  ///
  /// @param operator who may grant it
  /// @param guaranteed accelerators that it is served before others borrow
  void equip(Party operator, Instant from, Amount amount, int guaranteed) {
    var by = operator.client();
    by.post(Paths.of(Paths.PROJECTS, name), new Tenants.NewProject(PROJECT));
    by.put(Paths.of(Paths.ORGANIZATION_QUOTA, name), new Tenants.Quota(guaranteed * 1_000L, null));
    var start = from.truncatedTo(ChronoUnit.HOURS);
    by.post(
        Paths.ALLOCATIONS,
        new Allocations.NewAllocation(
            name,
            null,
            PROGRAMME,
            null,
            null,
            amount,
            new Window(start, start.plus(ALLOCATION_SPAN))));
  }
}
