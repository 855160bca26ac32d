package org.suanli.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.suanli.api.Paths;
import org.suanli.core.allocation.Role;
import org.suanli.core.engine.Command;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.ProjectId;
import org.suanli.server.database.Database;
import org.suanli.server.database.FreshDatabase;
import org.suanli.server.identity.Tokens;

@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(FreshDatabase.class)
class AccessTest {
  private static final List<Role> ROLES = List.of(Role.values());
  private final Centre centre;

  AccessTest(Database database) throws IOException {
    centre = new Centre(database);
  }

  @BeforeAll
  void open() {
    for (var name : List.of("ocean", "river")) {
      var organization = new OrganizationId(name);
      centre.command(new Command.SetOrganization(organization, 1));
      centre.command(new Command.AddProject(new ProjectId(organization, "main")));
    }
  }

  @AfterAll
  void close() {
    centre.close();
  }

  private static String path(Access.Row row, String organization) {
    return row.path()
        .replace("{organization}", organization)
        .replace("{*path}", "file")
        .replaceAll("\\{(job|allocation|member|token|maintenance)}", "999999")
        .replaceAll("\\{[a-z0-9]+}", "none");
  }

  private String token(Role role) {
    return centre.tokenOf(role, role.isOfOrganization() ? "ocean" : null);
  }

  @Test
  void everyEndpointHasARowAndEveryRowAnEndpoint() {
    var offered = new TreeSet<String>();
    centre
        .part("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
        .getHandlerMethods()
        .keySet()
        .forEach(
            mapping -> {
              for (var path : mapping.getPatternValues()) {
                if (path.startsWith(Paths.ROOT)) {
                  assertThat(mapping.getMethodsCondition().getMethods()).as(path).isNotEmpty();
                  mapping
                      .getMethodsCondition()
                      .getMethods()
                      .forEach(method -> offered.add(method + " " + path));
                }
              }
            });
    var rows = new TreeSet<String>();
    Access.rows().forEach(row -> rows.add(row.method() + " " + row.path()));
    assertThat(offered).isEqualTo(rows);
  }

  @Test
  void withoutATokenOnlyPublicRowsAnswer() {
    for (var row : Access.rows()) {
      if (!row.isPublic()) {
        var answer =
            centre.send(row.method(), path(row, "ocean"), Centre.Ask.anonymous().with("{}"));
        assertThat(answer.statusCode()).as(row.toString()).isEqualTo(401);
      }
    }
  }

  @Test
  void anExpiredOrRevokedOrUnknownTokenIsNobody() {
    var expired = token(Role.OPERATOR);
    var revoked = token(Role.OPERATOR);
    var tokens = new ArrayList<>(List.of("slt_unknown", expired, revoked));
    sql("UPDATE token SET expires_at = now() - interval '1 second' WHERE hint = '%s'", expired);
    sql("UPDATE token SET revoked_at = now() WHERE hint = '%s'", revoked);
    for (var row : Access.rows()) {
      for (var token : row.isPublic() ? List.<String>of() : tokens) {
        var answer = centre.send(row.method(), path(row, "ocean"), Centre.Ask.by(token).with("{}"));
        assertThat(answer.statusCode()).as(row.toString()).isEqualTo(401);
      }
    }
  }

  private void sql(String update, String token) {
    assertThat(token).startsWith(Tokens.PREFIX);
    int changed =
        org.springframework.jdbc.core.simple.JdbcClient.create(centre.database.pool())
            .sql(update.formatted(token.substring(token.length() - 4)))
            .update();
    assertThat(changed).isPositive();
  }

  @Test
  void aRoleThatARowLeavesOutIsForbidden() {
    for (var role : ROLES) {
      var token = token(role);
      for (var row : Access.rows()) {
        if (row.isPublic() || row.roles().contains(role)) {
          continue;
        }
        var answer = centre.send(row.method(), path(row, "ocean"), Centre.Ask.by(token).with("{}"));
        assertThat(answer.statusCode()).as(role + " " + row).isEqualTo(403);
      }
    }
  }

  @Test
  void anotherOrganizationsObjectsAreNotFound() {
    var token = centre.tokenOf(Role.ADMIN, "ocean");
    for (var row : Access.rows()) {
      if (row.subject() == Access.Subject.ORGANIZATION && row.roles().contains(Role.ADMIN)) {
        var answer = centre.send(row.method(), path(row, "river"), Centre.Ask.by(token).with("{}"));
        assertThat(answer.statusCode()).as(row.toString()).isEqualTo(404);
      }
    }
  }

  @Test
  void aRoleThatARowNamesIsNotTurnedAway() {
    for (var role : ROLES) {
      var token = token(role);
      for (var row : Access.rows()) {
        boolean isStream = row.path().equals(Paths.EVENTS);
        if (row.isPublic() || !row.roles().contains(role) || isStream) {
          continue;
        }
        var answer = centre.send(row.method(), path(row, "ocean"), Centre.Ask.by(token).with("{}"));
        assertThat(answer.statusCode()).as(role + " " + row + answer.body()).isNotIn(401, 403, 500);
      }
    }
  }

  @Test
  void whatHasNoEndpointIsAProblem() {
    var answer = centre.send("GET", Paths.ROOT + "/nothing", Centre.Ask.by(token(Role.OPERATOR)));
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    var wrong = centre.send("PATCH", Paths.JOBS, Centre.Ask.by(token(Role.OPERATOR)).with("{}"));
    assertThat(wrong.statusCode()).isEqualTo(405);
  }
}
