package org.suanli.cli.command;

import org.jspecify.annotations.Nullable;
import org.suanli.api.Paths;
import org.suanli.api.Tenants;
import org.suanli.cli.wire.Call;
import org.suanli.cli.wire.Query;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `suanli projects`
@Command(name = "projects")
final class ProjectCommands {
  private final Session session;

  ProjectCommands(Session session) {
    this.session = session;
  }

  @Command(name = "list", description = "List an organization's projects.")
  int list(
      @Option(
              names = "--organization",
              paramLabel = "NAME",
              description = "One's own unless given.")
          @Nullable String organization,
      @Mixin Paging paging) {
    return session.list(
        Paths.of(Paths.PROJECTS, session.organization(organization)),
        Query.none(),
        paging,
        OrganizationCommands.projects());
  }

  @Command(name = "show", description = "Show a project.")
  int show(@Parameters(paramLabel = "PROJECT") String project) {
    var name = Ids.project(session.project(project));
    return session.show(
        Call.get(Paths.of(Paths.PROJECT, name.organization(), name.name())),
        Tenants.Project.class,
        Tenants.Project::project,
        found ->
            new Sheet()
                .line("Project", found.project())
                .line(
                    "Holds",
                    OrganizationCommands.counted(
                        Amounts.accelerators(found.heldMilliAccelerators())))
                .line(
                    "Guaranteed",
                    OrganizationCommands.counted(OrganizationCommands.guaranteed(found.quota())))
                .line(
                    "At once at most",
                    OrganizationCommands.counted(OrganizationCommands.concurrent(found.quota()))));
  }

  @Command(name = "add", aliases = "create", description = "Add a project.")
  int add(@Parameters(paramLabel = "PROJECT") String project) {
    var name = Ids.project(session.project(project));
    var document =
        session.create(
            Paths.of(Paths.PROJECTS, name.organization()), new Tenants.NewProject(name.name()));
    var full = name.organization() + "/" + name.name();
    return session.done(document, full, "The project " + full + " is added.");
  }

  @Command(name = "remove", aliases = "delete", description = "Remove a project.")
  int remove(@Parameters(paramLabel = "PROJECT") String project) {
    var name = Ids.project(session.project(project));
    var path = Paths.of(Paths.PROJECT, name.organization(), name.name());
    var document = session.client().send(Call.delete(path));
    var full = name.organization() + "/" + name.name();
    return session.done(document, full, "The project " + full + " is removed.");
  }
}
