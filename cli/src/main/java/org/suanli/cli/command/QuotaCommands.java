package org.suanli.cli.command;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.suanli.api.Paths;
import org.suanli.api.Tenants;
import org.suanli.cli.terminal.Exit;
import org.suanli.cli.terminal.Failure;
import org.suanli.cli.wire.Call;
import org.suanli.cli.wire.Wire;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `suanli quotas`
@Command(name = "quotas")
final class QuotaCommands {
  private final Session session;

  QuotaCommands(Session session) {
    this.session = session;
  }

  /// An organization or project with its quota.
  private record Row(String owner, Tenants.Quota quota, long heldMilliAccelerators) {}

  @Command(name = "list", description = "List the quotas of an organization and its projects.")
  int list(
      @Option(
              names = "--organization",
              paramLabel = "NAME",
              description = "One's own unless given.")
          @Nullable String organization) {
    var path = Paths.of(Paths.ORGANIZATION, session.organization(organization));
    var document = session.client().send(Call.get(path));
    var detail = Wire.read(document, Tenants.OrganizationDetail.class);
    var rows = new ArrayList<JsonNode>();
    var owner = detail.organization();
    rows.add(
        Wire.tree(new Row(owner.organization(), owner.quota(), owner.heldMilliAccelerators())));
    for (var project : detail.projects()) {
      rows.add(
          Wire.tree(new Row(project.project(), project.quota(), project.heldMilliAccelerators())));
    }
    session.printer().list(document, rows, listing());
    return Exit.OK.code();
  }

  @Command(
      name = "set",
      description = "Set what an organization, or one of its projects, may hold at one time.")
  int set(
      @Parameters(paramLabel = "OWNER", description = "ORGANIZATION or ORGANIZATION/PROJECT.")
          String owner,
      @Option(
              names = "--guaranteed",
              paramLabel = "N",
              defaultValue = "0",
              description =
                  "Accelerators served before others borrow; ${DEFAULT-VALUE} unless given.")
          String guaranteed,
      @Option(
              names = "--most",
              required = true,
              paramLabel = "N",
              description = "Accelerators at once at most, or unlimited.")
          String most) {
    boolean isUnlimited = most.equals("unlimited");
    var quota =
        new Tenants.Quota(Amounts.milli(guaranteed), isUnlimited ? null : Amounts.milli(most));
    var document = session.client().send(Call.put(path(owner), quota));
    return session.done(
        document,
        owner,
        owner
            + " may hold "
            + (isUnlimited ? "any number of" : OrganizationCommands.concurrent(quota))
            + " accelerators at once; guaranteed are "
            + OrganizationCommands.guaranteed(quota)
            + ".");
  }

  private static String path(String owner) {
    if (owner.isEmpty()) {
      throw Failure.usage("The owner of a quota must be ORGANIZATION or ORGANIZATION/PROJECT.");
    }
    if (!owner.contains("/")) {
      return Paths.of(Paths.ORGANIZATION_QUOTA, owner);
    }
    var project = Ids.project(owner);
    return Paths.of(Paths.PROJECT_QUOTA, project.organization(), project.name());
  }

  private static Listing<Row> listing() {
    return new Listing<>(
        Row.class,
        Row::owner,
        List.of(
            Column.text("OWNER", Row::owner),
            Column.number(
                "HELD ACCELERATORS", row -> Amounts.accelerators(row.heldMilliAccelerators())),
            Column.number("GUARANTEED", row -> OrganizationCommands.guaranteed(row.quota())),
            Column.number("MOST", row -> OrganizationCommands.concurrent(row.quota()))));
  }
}
