package org.suanli.server.http;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.suanli.api.Page;
import org.suanli.api.Paths;
import org.suanli.api.Tenants;
import org.suanli.core.allocation.Allocation;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Engine;
import org.suanli.core.engine.Tenant;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.ProjectId;
import org.suanli.server.identity.Principal;
import org.suanli.server.identity.ProjectSecrets;

/// Organizations, their projects, and what both may hold at once.
@RestController
final class OrganizationsResource {
  /// Projects shown with their organization; their list has them all.
  private static final int PROJECTS_SHOWN = 500;

  private final Desk desk;
  private final JdbcClient database;
  private final Edits edits;
  private final ProjectSecrets secrets;

  OrganizationsResource(Desk desk, JdbcClient database, Edits edits, ProjectSecrets secrets) {
    this.desk = desk;
    this.database = database;
    this.edits = edits;
    this.secrets = secrets;
  }

  @GetMapping(Paths.ORGANIZATIONS)
  Page<Tenants.Organization> list(Slice slice, Principal caller) {
    var rows =
        desk.read(
            engine ->
                engine.state().tenants().values().stream()
                    .filter(tenant -> caller.sees(tenant.id()))
                    .filter(tenant -> tenant.id().value().compareTo(slice.afterText()) > 0)
                    .limit(slice.probe())
                    .map(OrganizationsResource::organization)
                    .toList());
    return slice.page(rows, row -> row, Tenants.Organization::organization);
  }

  @GetMapping(Paths.ORGANIZATION)
  Tenants.OrganizationDetail show(@PathVariable String organization) {
    var id = id(organization);
    var found = desk.read(engine -> organization(tenant(engine, id)));
    return new Tenants.OrganizationDetail(found, projects(id, "", PROJECTS_SHOWN));
  }

  @PutMapping(Paths.ORGANIZATION)
  Tenants.Organization set(
      @PathVariable String organization,
      @RequestBody Tenants.OrganizationChange change,
      Edits.Edit edit) {
    var command = new Command.SetOrganization(id(organization), change.weight());
    return edits.make(
        edit,
        () -> show(organization),
        () -> {
          desk.submit(command, edit.caller());
          return show(organization).organization();
        });
  }

  @PutMapping(Paths.ORGANIZATION_QUOTA)
  Tenants.Quota setQuota(
      @PathVariable String organization, @RequestBody Tenants.Quota quota, Edits.Edit edit) {
    var owner = new Allocation.Owner.OfOrganization(id(organization));
    return edits.make(edit, () -> show(organization), () -> setQuota(owner, quota, edit));
  }

  @GetMapping(Paths.PROJECTS)
  Page<Tenants.Project> projects(@PathVariable String organization, Slice slice) {
    var id = id(organization);
    var rows = projects(id, slice.afterText(), slice.probe());
    return slice.page(rows, row -> row, Tenants.Project::name);
  }

  @PostMapping(Paths.PROJECTS)
  @ResponseStatus(HttpStatus.CREATED)
  Tenants.Project addProject(
      @PathVariable String organization,
      @RequestBody Tenants.NewProject project,
      Principal caller) {
    var id = project(organization, project.name());
    edits.alone(
        () -> {
          // Before it is there, for afterwards they may be the new project's own.
          if (!isThere(id)) {
            secrets.removeAll(id);
          }
          return desk.submit(new Command.AddProject(id), caller);
        });
    return showProject(organization, project.name());
  }

  private boolean isThere(ProjectId project) {
    return desk.read(
        engine -> {
          var tenant = engine.state().tenants().get(project.organization());
          return tenant != null && tenant.projects().contains(project);
        });
  }

  @GetMapping(Paths.PROJECT)
  Tenants.Project showProject(@PathVariable String organization, @PathVariable String project) {
    var id = project(organization, project);
    return projects(id.organization(), "", Integer.MAX_VALUE).stream()
        .filter(row -> row.name().equals(project))
        .findFirst()
        .orElseThrow(() -> ProblemException.notFound("project (" + id + ")"));
  }

  @DeleteMapping(Paths.PROJECT)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void removeProject(
      @PathVariable String organization, @PathVariable String project, Edits.Edit edit) {
    var id = project(organization, project);
    edits.make(
        edit,
        () -> showProject(organization, project),
        () -> desk.submit(new Command.RemoveProject(id), edit.caller()));
    secrets.removeAll(id);
  }

  @PutMapping(Paths.PROJECT_QUOTA)
  Tenants.Quota setProjectQuota(
      @PathVariable String organization,
      @PathVariable String project,
      @RequestBody Tenants.Quota quota,
      Edits.Edit edit) {
    var owner = new Allocation.Owner.OfProject(project(organization, project));
    return edits.make(
        edit, () -> showProject(organization, project), () -> setQuota(owner, quota, edit));
  }

  private Tenants.Quota setQuota(Allocation.Owner owner, Tenants.Quota quota, Edits.Edit edit) {
    desk.submit(new Command.SetQuota(owner, Wire.quota(quota)), edit.caller());
    return quota;
  }

  private List<Tenants.Project> projects(OrganizationId organization, String after, int limit) {
    record Held(ProjectId project, long milli) {}
    var held =
        desk.read(
            engine -> {
              var sums = new TreeMap<ProjectId, Long>();
              tenant(engine, organization).projects().stream()
                  .filter(project -> project.name().compareTo(after) > 0)
                  .limit(limit)
                  .forEach(project -> sums.put(project, 0L));
              for (var job : engine.state().running()) {
                sums.computeIfPresent(
                    job.project(),
                    (_, sum) -> sum + job.attempt().orElseThrow().occupied().milli());
              }
              return sums.entrySet().stream()
                  .map(entry -> new Held(entry.getKey(), entry.getValue()))
                  .toList();
            });
    var quotas = quotas(organization);
    var projects = new ArrayList<Tenants.Project>();
    for (var row : held) {
      var name = row.project().name();
      projects.add(
          new Tenants.Project(
              row.project().toString(),
              organization.value(),
              name,
              quotas.getOrDefault(name, new Tenants.Quota(0, null)),
              row.milli()));
    }
    return projects;
  }

  private TreeMap<String, Tenants.Quota> quotas(OrganizationId organization) {
    var quotas = new TreeMap<String, Tenants.Quota>();
    database
        .sql("SELECT * FROM quota WHERE organization = :organization")
        .param("organization", organization.value())
        .query(
            row -> {
              var most = row.getObject("concurrent_milli", Long.class);
              quotas.put(
                  row.getString("project"),
                  new Tenants.Quota(row.getLong("guaranteed_milli"), most));
            });
    return quotas;
  }

  private static Tenant tenant(Engine engine, OrganizationId id) {
    var tenant = engine.state().tenants().get(id);
    if (tenant == null) {
      throw ProblemException.notFound("organization (" + id + ")");
    }
    return tenant;
  }

  private static Tenants.Organization organization(Tenant tenant) {
    return new Tenants.Organization(
        tenant.id().value(),
        tenant.weight(),
        Wire.quota(tenant.quota()),
        tenant.held().milli(),
        tenant.projects().size());
  }

  private static OrganizationId id(String organization) {
    return Wire.parse(() -> new OrganizationId(organization));
  }

  private static ProjectId project(String organization, String name) {
    return Wire.parse(() -> new ProjectId(new OrganizationId(organization), name));
  }
}
