package org.suanli.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.suanli.api.Paths;
import org.suanli.core.allocation.Role;
import org.suanli.server.database.Database;
import org.suanli.server.database.FreshDatabase;

/// Edits on a condition.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(FreshDatabase.class)
class EditsTest {
  private static final String NODE =
      """
      {"block":"b","rack":"r","model":"Ascend 910B2","accelerators":8,"milliCpus":64000,
       "memoryBytes":1099511627776}\
      """;
  private final Centre centre;
  private final Centre.Ask operator;

  EditsTest(Database database) throws IOException {
    centre = new Centre(database);
    operator = Centre.Ask.by(centre.tokenOf(Role.OPERATOR, null));
  }

  @AfterAll
  void close() {
    centre.close();
  }

  private HttpResponse<String> put(String path, String body) {
    return centre.send("PUT", path, operator.with(body));
  }

  private static String weight(int weight) {
    return "{\"weight\":" + weight + "}";
  }

  private static String organization(String name) {
    return Paths.of(Paths.ORGANIZATION, name);
  }

  private String tag(String path) {
    return tag(centre.send("GET", path, operator));
  }

  private static String tag(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.headers().firstValue("ETag").orElseThrow();
  }

  @Test
  void whatWasReadIsEditedAndWhatChangedMeanwhileIsNot() {
    var path = organization("lake");
    put(path, weight(1));
    var read = tag(path);
    var edited = centre.send("PUT", path, operator.header("If-Match", read).with(weight(2)));
    assertThat(tag(edited)).isNotEqualTo(read).isEqualTo(tag(path));
    var late = centre.send("PUT", path, operator.header("If-Match", read).with(weight(3)));
    assertThat(late.statusCode()).isEqualTo(412);
    assertThat(late.body()).contains("PRECONDITION_FAILED", "Maybe read it again");
    assertThat(centre.send("GET", path, operator).body()).contains("\"weight\":2");
  }

  @Test
  void oneOfManyWhoEditTheSameStateIsDone() throws Exception {
    var path = organization("delta");
    put(path, weight(1));
    var ask = operator.header("If-Match", tag(path));
    var start = new CountDownLatch(1);
    var answers = new ArrayList<Future<Integer>>();
    try (var editors = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int weight = 2; weight < 10; weight++) {
        var body = weight(weight);
        answers.add(
            editors.submit(
                () -> {
                  start.await();
                  return centre.send("PUT", path, ask.with(body)).statusCode();
                }));
      }
      start.countDown();
      var statuses = new ArrayList<Integer>();
      for (var answer : answers) {
        statuses.add(answer.get());
      }
      assertThat(statuses).containsOnlyOnce(200).containsOnly(200, 412);
    }
  }

  @Test
  void whatMustNotBeThereYetIsAddedOnce() {
    var path = organization("brook");
    var ask = operator.header("If-None-Match", "*").with(weight(4));
    assertThat(centre.send("PUT", path, ask).statusCode()).isEqualTo(200);
    assertThat(centre.send("PUT", path, ask).statusCode()).isEqualTo(412);
    var wrong = operator.header("If-None-Match", "\"a\"").with(weight(4));
    assertThat(centre.send("PUT", path, wrong).statusCode()).isEqualTo(400);
  }

  @Test
  void whatIsNotThereMatchesNothing() {
    var path = organization("desert");
    var ask = operator.header("If-Match", "*").with(weight(4));
    assertThat(centre.send("PUT", path, ask).statusCode()).isEqualTo(412);
    assertThat(centre.send("GET", path, operator).statusCode()).isEqualTo(404);
  }

  @Test
  void everyKindOfEditChangesTheTagAndHonoursIt() {
    put(organization("ocean"), weight(1));
    centre.send("POST", Paths.of(Paths.PROJECTS, "ocean"), operator.with("{\"name\":\"main\"}"));
    var cluster = Paths.of(Paths.CLUSTER, "east");
    put(cluster, "{\"site\":\"a\",\"kind\":\"LOCAL\",\"runsImages\":false,\"isTrusted\":true}");
    var node = Paths.of(Paths.NODE, "east", "n1");
    put(node, NODE);
    var member = Paths.of(Paths.MEMBER, member());
    var quota = "{\"guaranteedMilliAccelerators\":1000,\"concurrentMilliAccelerators\":2000}";
    record Row(String read, String method, String edit, String body) {}
    for (var row :
        List.of(
            new Row(
                organization("ocean"), "PUT", Paths.of(Paths.ORGANIZATION_QUOTA, "ocean"), quota),
            new Row(
                Paths.of(Paths.PROJECT, "ocean", "main"),
                "PUT",
                Paths.of(Paths.PROJECT_QUOTA, "ocean", "main"),
                quota),
            new Row(member, "PATCH", member, "{\"name\":\"Other\"}"),
            new Row(
                cluster,
                "PUT",
                cluster,
                "{\"site\":\"b\",\"kind\":\"LOCAL\",\"runsImages\":false,\"isTrusted\":true}"),
            new Row(
                node,
                "PUT",
                Paths.of(Paths.NODE_STATE, "east", "n1"),
                "{\"state\":\"CORDONED\",\"reason\":\"fan\"}"))) {
      var before = tag(row.read());
      var ask = operator.header("If-Match", before).with(row.body());
      assertThat(centre.send(row.method(), row.edit(), ask).statusCode())
          .as(row.toString())
          .isEqualTo(200);
      assertThat(tag(row.read())).as(row.toString()).isNotEqualTo(before);
      assertThat(centre.send(row.method(), row.edit(), ask).statusCode())
          .as(row.toString())
          .isEqualTo(412);
    }
    var stale = operator.header("If-Match", "\"stale\"");
    for (var path : List.of(node, cluster, member, Paths.of(Paths.PROJECT, "ocean", "main"))) {
      assertThat(centre.send("DELETE", path, stale).statusCode()).as(path).isEqualTo(412);
      var fresh = operator.header("If-Match", tag(path));
      assertThat(centre.send("DELETE", path, fresh).statusCode()).as(path).isEqualTo(204);
    }
  }

  private String member() {
    var made =
        centre.send(
            "POST", Paths.MEMBERS, operator.with("{\"name\":\"One\",\"role\":\"AUDITOR\"}"));
    assertThat(made.statusCode()).isEqualTo(201);
    return made.body().replaceAll("(?s).*?\"member\":\"(member-[0-9]+)\".*", "$1");
  }
}
