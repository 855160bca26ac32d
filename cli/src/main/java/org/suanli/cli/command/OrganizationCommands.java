package org.suanli.cli.command;

import java.util.List;
import org.suanli.api.Paths;
import org.suanli.api.Tenants;
import org.suanli.cli.wire.Call;
import org.suanli.cli.wire.Query;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `suanli organizations`
@Command(name = "organizations")
final class OrganizationCommands {
  private final Session session;

  OrganizationCommands(Session session) {
    this.session = session;
  }

  @Command(name = "list", description = "List organizations.")
  int list(@Mixin Paging paging) {
    return session.list(Paths.ORGANIZATIONS, Query.none(), paging, organizations());
  }

  @Command(name = "show", description = "Show an organization and its projects.")
  int show(@Parameters(paramLabel = "ORGANIZATION") String organization) {
    return session.show(
        Call.get(Paths.of(Paths.ORGANIZATION, organization)),
        Tenants.OrganizationDetail.class,
        found -> found.organization().organization(),
        found -> sheet(found.organization()).section("Projects", projects(), found.projects()));
  }

  @Command(name = "add", aliases = "create", description = "Add an organization.")
  int add(
      @Parameters(paramLabel = "ORGANIZATION", description = "a-z, 0-9 and '-'.")
          String organization,
      @Option(
              names = "--weight",
              defaultValue = "1",
              paramLabel = "N",
              description = "Its share against others, 1 to 1,000; ${DEFAULT-VALUE} unless given.")
          int weight) {
    var path = Paths.of(Paths.ORGANIZATION, organization);
    var call = Call.put(path, new Tenants.OrganizationChange(weight)).ifNew();
    var document = session.client().send(call);
    return session.done(
        document,
        organization,
        "The organization "
            + organization
            + " is added.\nNext, a project: suanli projects add "
            + organization
            + "/NAME");
  }

  @Command(name = "set", description = "Add an organization, or change its weight.")
  int set(
      @Parameters(paramLabel = "ORGANIZATION") String organization,
      @Option(
              names = "--weight",
              defaultValue = "1",
              paramLabel = "N",
              description = "Its share against others, 1 to 1,000; ${DEFAULT-VALUE} unless given.")
          int weight) {
    var document =
        session
            .client()
            .send(
                Call.put(
                    Paths.of(Paths.ORGANIZATION, organization),
                    new Tenants.OrganizationChange(weight)));
    return session.done(
        document,
        organization,
        "The organization " + organization + " has the weight " + weight + ".");
  }

  private static Sheet sheet(Tenants.Organization organization) {
    return new Sheet()
        .line("Organization", organization.organization())
        .line("Weight", organization.weight())
        .line("Holds", counted(Amounts.accelerators(organization.heldMilliAccelerators())))
        .line("Guaranteed", counted(guaranteed(organization.quota())))
        .line("At once at most", counted(concurrent(organization.quota())));
  }

  /// Such as `16 accelerators`; `unlimited` stays alone.
  static String counted(String accelerators) {
    return Character.isDigit(accelerators.charAt(0))
        ? accelerators + (accelerators.equals("1") ? " accelerator" : " accelerators")
        : accelerators;
  }

  static String guaranteed(Tenants.Quota quota) {
    return Amounts.accelerators(quota.guaranteedMilliAccelerators());
  }

  static String concurrent(Tenants.Quota quota) {
    var most = quota.concurrentMilliAccelerators();
    return most == null ? "unlimited" : Amounts.accelerators(most);
  }

  private static Listing<Tenants.Organization> organizations() {
    return new Listing<>(
        Tenants.Organization.class,
        Tenants.Organization::organization,
        List.of(
            Column.text("ORGANIZATION", Tenants.Organization::organization),
            Column.number("WEIGHT", Tenants.Organization::weight),
            Column.number("PROJECTS", Tenants.Organization::projects),
            Column.number(
                "HELD ACCELERATORS", o -> Amounts.accelerators(o.heldMilliAccelerators())),
            Column.number("GUARANTEED", o -> guaranteed(o.quota())),
            Column.number("MOST", o -> concurrent(o.quota()))));
  }

  static Listing<Tenants.Project> projects() {
    return new Listing<>(
        Tenants.Project.class,
        Tenants.Project::project,
        List.of(
            Column.text("PROJECT", Tenants.Project::project),
            Column.number(
                "HELD ACCELERATORS", p -> Amounts.accelerators(p.heldMilliAccelerators())),
            Column.number("GUARANTEED", p -> guaranteed(p.quota())),
            Column.number("MOST", p -> concurrent(p.quota()))));
  }
}
