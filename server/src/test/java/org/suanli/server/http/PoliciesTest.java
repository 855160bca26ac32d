package org.suanli.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.suanli.api.Paths;
import org.suanli.core.allocation.Role;
import org.suanli.server.database.Database;
import org.suanli.server.database.FreshDatabase;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(120)
@ExtendWith(FreshDatabase.class)
class PoliciesTest {
  private static final String POLICY =
      "{\"order\":\"FIRST_COME\",\"backfill\":\"%s\",\"usageHalfLife\":\"%s\"}";
  private static final String STANDARD = "0 EASY 7d 5m 10m by nobody, in force";

  private final Centre centre;
  private final Centre.Ask operator;

  PoliciesTest(Database database) throws IOException {
    centre = new Centre(database);
    operator = Centre.Ask.by(centre.tokenOf(Role.OPERATOR, null));
  }

  @AfterEach
  void close() {
    centre.close();
  }

  private static String line(JsonNode policy) {
    return "%d %s %s %s %s by %s%s"
        .formatted(
            policy.path("version").asInt(),
            policy.path("backfill").asString(),
            policy.path("usageHalfLife").asString(),
            policy.path("restartCost").asString(),
            policy.path("minimumRunTime").asString(),
            policy.path("by").asString("nobody"),
            policy.path("isInForce").asBoolean() ? ", in force" : "");
  }

  private List<String> all() {
    var page = JsonMapper.shared().readTree(centre.send("GET", Paths.POLICIES, operator).body());
    return page.path("items").valueStream().map(PoliciesTest::line).toList();
  }

  @Test
  void theStandardPolicyIsInForceFromTheBeginningAndAnotherOnceItIsSet() {
    assertThat(all()).containsExactly(STANDARD);
    var by = centre.send("GET", Paths.SESSION, operator).body();
    var member = JsonMapper.shared().readTree(by).path("member").path("member").asString();
    for (var backfill : List.of("CONSERVATIVE", "NONE")) {
      var ask = operator.with(POLICY.formatted(backfill, "1d 12h"));
      var set = centre.send("POST", Paths.POLICIES, ask);
      assertThat(set.statusCode()).isEqualTo(201);
      assertThat(centre.send("GET", Paths.POLICY_IN_FORCE, operator).body()).isEqualTo(set.body());
    }
    assertThat(all())
        .containsExactly(
            "0 EASY 7d 5m 10m by nobody",
            "1 CONSERVATIVE 36h 5m 10m by " + member,
            "2 NONE 36h 5m 10m by " + member + ", in force");
  }

  @Test
  void aPolicyThatIsInForceAlreadyIsNoNewVersion() {
    var ask = operator.with(POLICY.formatted("NONE", "90m"));
    var first = centre.send("POST", Paths.POLICIES, ask);
    assertThat(first.statusCode()).isEqualTo(201);
    var again = centre.send("POST", Paths.POLICIES, ask);
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(all()).hasSize(2);
  }

  @Test
  void whatIsAbsentStaysAsItIs() {
    var changes =
        new LinkedHashMap<>(
            Map.of("{\"restartCost\":\"90s\",\"minimumRunTime\":\"0s\"}", "EASY 7d 90s 0s"));
    changes.put("{\"minimumRunTime\":\"7d\"}", "EASY 7d 90s 7d");
    changes.put("{\"backfill\":\"NONE\",\"restartCost\":\"1d\"}", "NONE 7d 1d 7d");
    changes.forEach(
        (body, want) -> {
          assertThat(centre.send("POST", Paths.POLICIES, operator.with(body)).statusCode())
              .isEqualTo(201);
          assertThat(all().getLast()).contains(want);
        });
    var same = centre.send("POST", Paths.POLICIES, operator.with("{}"));
    assertThat(same.statusCode()).isEqualTo(200);
    assertThat(all()).hasSize(4);
  }

  @Test
  void theListIsReadToItsEndByItsCursorsEachVersionOnce() {
    for (var backfill : List.of("NONE", "EASY", "NONE")) {
      centre.send("POST", Paths.POLICIES, operator.with(POLICY.formatted(backfill, "7d")));
    }
    var seen = new java.util.ArrayList<Integer>();
    for (var cursor = ""; cursor != null; ) {
      var path = Paths.POLICIES + "?limit=1" + (cursor.isEmpty() ? "" : "&cursor=" + cursor);
      var page = JsonMapper.shared().readTree(centre.send("GET", path, operator).body());
      page.path("items").forEach(policy -> seen.add(policy.path("version").asInt()));
      cursor = page.path("next").asString(null);
    }
    assertThat(seen).containsExactly(0, 1, 2, 3);
  }

  @Test
  void aPolicyThatCannotBeIsRefusedWithFieldValueAndRemedy() {
    var wants = new LinkedHashMap<String, String>();
    for (var halfLife : List.of("59m", "366d", "168")) {
      wants.put(
          POLICY.formatted("EASY", halfLife),
          "The half-life of use (usageHalfLife = "
              + halfLife
              + ") must be 1 hour to 365 days.\\nMaybe 7d or 36h.");
    }
    wants.put(
        "{\"restartCost\":\"25h\",\"minimumRunTime\":\"-1s\"}",
        "The cost of a restart (restartCost = 25h) must be 0 to 1 day.\\n"
            + "Maybe 5m or 0s.\",\"The minimum run time (minimumRunTime = -1s) must be 0 to 7"
            + " days.\\n"
            + "Maybe 10m or 0s.");
    wants.put(
        POLICY.formatted("SOME", "7d"),
        "The value (SOME) of the field (backfill) must be one of NONE, EASY, CONSERVATIVE.");
    wants.forEach(
        (body, want) -> {
          var refused = centre.send("POST", Paths.POLICIES, operator.with(body));
          assertThat(refused.statusCode()).as(body).isEqualTo(400);
          assertThat(refused.body()).contains(want);
        });
    var auditor = Centre.Ask.by(centre.tokenOf(Role.AUDITOR, null));
    var asked = auditor.with(POLICY.formatted("NONE", "7d"));
    assertThat(centre.send("POST", Paths.POLICIES, asked).statusCode()).isEqualTo(403);
    assertThat(all()).containsExactly(STANDARD);
  }
}
