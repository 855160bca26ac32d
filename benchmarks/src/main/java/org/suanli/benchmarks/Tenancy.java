package org.suanli.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.suanli.api.Allocations;
import org.suanli.api.Amount;
import org.suanli.api.Members;
import org.suanli.api.Paths;
import org.suanli.api.Supply;
import org.suanli.api.Tenants;
import org.suanli.api.Window;

/// Organizations with allocations, and robots with tokens that submit for them.
///
/// @param operator a token
/// @param robots one for each client
record Tenancy(String operator, List<Robot> robots) {
  private static final String PROGRAMME = "benchmark";

  /// @param project `organization/name`
  record Robot(String project, String token) {}

  /// @param robots how many, evenly of the organizations
  static Tenancy open(LiveCentre centre, int organizations, int robots) throws IOException {
    var operator = centre.operatorToken();
    var members = new ArrayList<Robot>();
    try (var connection = centre.connect(operator)) {
      put(connection, Paths.of(Paths.PROGRAMME, PROGRAMME), new Allocations.Programme(PROGRAMME));
      for (int index = 0; index < organizations; index++) {
        open(connection, "org-" + index);
      }
      for (int index = 0; index < robots; index++) {
        var organization = "org-" + index % organizations;
        members.add(new Robot(organization + "/main", token(connection, organization, index)));
      }
    }
    return new Tenancy(operator, List.copyOf(members));
  }

  private static void open(Connection connection, String organization) throws IOException {
    put(connection, Paths.of(Paths.ORGANIZATION, organization), new Tenants.OrganizationChange(1));
    post(connection, Paths.of(Paths.PROJECTS, organization), new Tenants.NewProject("main"));
    var from = Instant.now().truncatedTo(ChronoUnit.HOURS);
    post(
        connection,
        Paths.ALLOCATIONS,
        new Allocations.NewAllocation(
            organization,
            null,
            PROGRAMME,
            null,
            null,
            new Amount(Amount.Unit.PFLOPS_HOURS, "1000000"),
            new Window(from, from.plus(Duration.ofDays(365)))));
  }

  private static String token(Connection connection, String organization, int index)
      throws IOException {
    var created =
        post(
            connection,
            Paths.MEMBERS,
            new Members.NewMember("robot " + index, null, Members.Role.MEMBER, organization));
    var member = created.at("/member/member").asString();
    return post(connection, Paths.TOKENS, new Members.NewToken("benchmark", null, 1, member))
        .path("secret")
        .asString();
  }

  /// Lets no job start.
  void cordon(LiveCentre centre) throws IOException {
    try (var connection = centre.connect(operator)) {
      var nodes = LiveCentre.json(connection.send("GET", Paths.NODES, "")).path("items");
      for (var node : nodes) {
        put(
            connection,
            Paths.of(
                Paths.NODE_STATE, node.path("cluster").asString(), node.path("node").asString()),
            new Supply.NodeStateChange(Supply.NodeState.CORDONED, "benchmark"));
      }
    }
  }

  private static void put(Connection connection, String path, Object body) throws IOException {
    LiveCentre.json(connection.send("PUT", path, LiveCentre.text(body)));
  }

  private static tools.jackson.databind.JsonNode post(
      Connection connection, String path, Object body) throws IOException {
    return LiveCentre.json(connection.send("POST", path, LiveCentre.text(body)));
  }
}
