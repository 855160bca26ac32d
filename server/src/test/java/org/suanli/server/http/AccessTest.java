package org.suanli.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
import org.suanli.server.identity.Principal;
import org.suanli.server.identity.Tokens;

@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(FreshDatabase.class)
class AccessTest {
  private static final List<Role> ROLES = List.of(Role.values());
  private static final String GRANT =
      """
      {"organization":"river","programme":"spring","models":["make-a"],
       "amount":{"unit":"CARD_HOURS","amount":"10"},
       "window":{"from":"2020-01-01T00:00:00Z","until":"2120-01-01T00:00:00Z"}}
      """;

  private final Centre centre;

  /// What belongs to river, by the variable that names it in paths.
  private final Map<String, String> river = new TreeMap<>();

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
    fillRiver();
  }

  private void fillRiver() {
    var ask = Centre.Ask.by(centre.tokenOf(Role.OPERATOR, null));
    var cluster = "{\"site\":\"s\",\"kind\":\"SLURM\",\"runsImages\":false,\"isTrusted\":false}";
    made("PUT", Paths.of(Paths.CLUSTER, "east"), ask.with(cluster));
    var node =
        """
        {"block":"b","rack":"r","model":"make-a","accelerators":8,"milliCpus":64000,
         "memoryBytes":1000000000000}
        """;
    made("PUT", Paths.of(Paths.NODE, "east", "n1"), ask.with(node));
    made("PUT", Paths.of(Paths.PROGRAMME, "spring"), ask.with("{\"programme\":\"spring\"}"));
    var grant = made("POST", Paths.ALLOCATIONS, ask.with(GRANT));
    var robot = "{\"name\":\"R\",\"role\":\"MEMBER\",\"organization\":\"river\"}";
    var member = made("POST", Paths.MEMBERS, ask.with(robot));
    river.put("organization", "river");
    river.put("project", "main");
    river.put("secret", "none");
    river.put("allocation", named(grant, "allocation"));
    river.put("member", named(member, "member"));
    var token = "{\"name\":\"t\",\"member\":\"" + river.get("member") + "\"}";
    made("POST", Paths.TOKENS, ask.with(token));
    var tokens = made("GET", Paths.TOKENS + "?member=" + river.get("member"), ask);
    river.put("token", tokens.replaceAll("(?s).*\"token\":([0-9]+).*", "$1"));
    var file = "accelerators: make-a:1\\ntime_limit: 1h\\ncommand: 'true'\\n";
    var job =
        made(
            "POST", Paths.JOBS, ask.with("{\"project\":\"river/main\",\"file\":\"" + file + "\"}"));
    river.put("job", named(job, "job"));
  }

  private String made(String method, String path, Centre.Ask ask) {
    var answer = centre.send(method, path, ask);
    assertThat(answer.statusCode()).as(path + answer.body()).isBetween(200, 299);
    return answer.body();
  }

  private static String named(String answer, String kind) {
    return answer.replaceAll("(?s).*?\"(" + kind + "-[0-9]+)\".*", "$1");
  }

  private String pathOfRivers(Access.Row row) {
    var path = row.path().replace("{*path}", "file");
    for (var object : river.entrySet()) {
      path = path.replace("{" + object.getKey() + "}", object.getValue());
    }
    return path;
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
    for (var role : List.of(Role.ADMIN, Role.MEMBER)) {
      var ask = Centre.Ask.by(centre.tokenOf(role, "ocean"));
      for (var row : Access.rows()) {
        if (row.subject() != Access.Subject.NONE && row.roles().contains(role)) {
          var answer = centre.send(row.method(), pathOfRivers(row), ask.with("{}"));
          assertThat(answer.statusCode()).as(role + " " + row).isEqualTo(404);
        }
      }
    }
  }

  @Test
  void theyAreThereForTheirOwnAndForTheCentre() {
    for (var token : List.of(token(Role.OPERATOR), centre.tokenOf(Role.ADMIN, "river"))) {
      for (var path :
          List.of(
              Paths.ORGANIZATION,
              Paths.PROJECT,
              Paths.SECRETS,
              Paths.JOB,
              Paths.JOB_FILE,
              Paths.JOB_TIMELINE,
              Paths.ALLOCATION,
              Paths.MEMBER)) {
        var row = Access.find("GET", path).orElseThrow();
        var answer = centre.send("GET", pathOfRivers(row), Centre.Ask.by(token));
        assertThat(answer.statusCode()).as(path + answer.body()).isEqualTo(200);
      }
    }
    var revoke = Access.find("DELETE", Paths.TOKEN).orElseThrow();
    var ask = Centre.Ask.by(centre.tokenOf(Role.ADMIN, "river"));
    assertThat(centre.send("DELETE", pathOfRivers(revoke), ask).statusCode()).isEqualTo(204);
  }

  @Test
  void whatAQueryOrABodyNamesOfAnotherOrganizationIsRefused() {
    var ask = Centre.Ask.by(centre.tokenOf(Role.ADMIN, "ocean"));
    for (var path : List.of(Paths.MEMBERS, Paths.ALLOCATIONS, Paths.JOBS, Paths.LEDGER)) {
      var answer = centre.send("GET", path + "?organization=river", ask);
      assertThat(answer.statusCode()).as(path).isEqualTo(404);
    }
    var tokens = centre.send("GET", Paths.TOKENS + "?member=" + river.get("member"), ask);
    assertThat(tokens.statusCode()).isEqualTo(404);
    var job = ask.with("{\"project\":\"river/main\",\"file\":\"command: 'true'\"}");
    assertThat(centre.send("POST", Paths.JOBS, job).statusCode()).isEqualTo(404);
    var member = ask.with("{\"name\":\"Spy\",\"role\":\"MEMBER\",\"organization\":\"river\"}");
    assertThat(centre.send("POST", Paths.MEMBERS, member).statusCode()).isEqualTo(403);
    assertThat(centre.send("POST", Paths.ALLOCATIONS, ask.with(GRANT)).statusCode()).isIn(403, 404);
  }

  @Test
  void aTokenMayDoNoMoreThanItsScopes() {
    var operator = Centre.Ask.by(token(Role.OPERATOR));
    for (var scope : List.of(Principal.Scope.READ, Principal.Scope.JOBS)) {
      var made =
          centre.send(
              "POST",
              Paths.TOKENS,
              operator.with("{\"name\":\"narrow\",\"scopes\":[\"" + scope + "\"]}"));
      var token = made.body().replaceAll("(?s).*\"secret\":\"([^\"]+)\".*", "$1");
      for (var row : Access.rows()) {
        if (!row.isPublic() && row.roles().contains(Role.OPERATOR) && row.scope() != scope) {
          var path = path(row, "ocean");
          var answer = centre.send(row.method(), path, Centre.Ask.by(token).with("{}"));
          assertThat(answer.statusCode()).as(scope + " " + row).isEqualTo(403);
        }
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
