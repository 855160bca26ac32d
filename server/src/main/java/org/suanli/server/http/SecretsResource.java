package org.suanli.server.http;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.suanli.api.Page;
import org.suanli.api.Paths;
import org.suanli.api.Tenants;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.ProjectId;
import org.suanli.server.identity.Principal;
import org.suanli.server.identity.ProjectSecrets;

/// Secrets of projects. Their values come in, and go to tasks alone.
@RestController
final class SecretsResource {
  private final Desk desk;
  private final ProjectSecrets secrets;

  SecretsResource(Desk desk, ProjectSecrets secrets) {
    this.desk = desk;
    this.secrets = secrets;
  }

  @GetMapping(Paths.SECRETS)
  Page<Tenants.Secret> list(
      @PathVariable String organization, @PathVariable String project, Slice slice) {
    var rows =
        secrets.list(require(organization, project), slice.afterText(), slice.probe()).stream()
            .map(
                entry ->
                    new Tenants.Secret(
                        entry.name(), entry.changedBy().toString(), entry.changedAt()))
            .toList();
    return slice.page(rows, row -> row, Tenants.Secret::name);
  }

  @PutMapping(Paths.SECRET)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void set(
      @PathVariable String organization,
      @PathVariable String project,
      @PathVariable String secret,
      @RequestBody Tenants.NewSecret asked,
      Principal caller) {
    var owner = require(organization, project);
    Wire.parse(
        () -> {
          secrets.set(owner, secret, asked.value(), caller.member());
          return true;
        });
  }

  @DeleteMapping(Paths.SECRET)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void remove(
      @PathVariable String organization,
      @PathVariable String project,
      @PathVariable String secret) {
    if (!secrets.remove(require(organization, project), secret)) {
      throw ProblemException.notFound("secret (" + secret + ")");
    }
  }

  private ProjectId require(String organization, String project) {
    var id = Wire.parse(() -> new ProjectId(new OrganizationId(organization), project));
    boolean isThere =
        desk.read(
            engine -> {
              var tenant = engine.state().tenants().get(id.organization());
              return tenant != null && tenant.projects().contains(id);
            });
    if (!isThere) {
      throw ProblemException.notFound("project (" + id + ")");
    }
    return id;
  }
}
