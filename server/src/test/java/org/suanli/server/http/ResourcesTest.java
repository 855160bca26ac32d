package org.suanli.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.suanli.api.Http;
import org.suanli.api.Paths;
import org.suanli.core.allocation.Role;
import org.suanli.server.database.Database;
import org.suanli.server.database.FreshDatabase;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(FreshDatabase.class)
class ResourcesTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/openapi.json");
  private static final String PRICE =
      "{\"perPflopsHour\":{\"currency\":\"CNY\",\"amount\":\"%s\"}}";
  private final Centre centre;
  private final Centre.Ask operator;

  ResourcesTest(Database database) throws IOException {
    centre = new Centre(database);
    operator = Centre.Ask.by(centre.tokenOf(Role.OPERATOR, null));
  }

  @AfterAll
  void close() {
    centre.close();
  }

  @Test
  void theDescriptionOfTheInterfaceIsTheGoldenOne() throws IOException {
    var described = centre.send("GET", Paths.OPENAPI, Centre.Ask.anonymous()).body();
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(GOLDEN, described);
    }
    assertThat(described).isEqualTo(Files.readString(GOLDEN));
  }

  @Test
  void theSameKeyWithTheSameBodyIsAnsweredTheSameAndDoneOnce() {
    var ask = operator.header(Http.IDEMPOTENCY_KEY, "price-1").with(PRICE.formatted("1.5"));
    var first = centre.send("POST", Paths.PRICES, ask);
    var again = centre.send("POST", Paths.PRICES, ask);
    assertThat(first.statusCode()).isEqualTo(201);
    assertThat(again.statusCode()).isEqualTo(201);
    assertThat(again.body()).isEqualTo(first.body());
    var other = centre.send("POST", Paths.PRICES, ask.with(PRICE.formatted("2")));
    assertThat(other.statusCode()).isEqualTo(422);
    assertThat(other.body()).contains("KEY_REUSED");
  }

  @Test
  void theSameKeyWhileTheFirstIsBeingAnsweredIsAConflict() throws Exception {
    var ask = operator.header(Http.IDEMPOTENCY_KEY, "price-2").with(PRICE.formatted("3"));
    try (var held = centre.hold();
        var sender = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = sender.submit(() -> centre.send("POST", Paths.PRICES, ask));
      held.awaitCommand();
      var meanwhile = centre.send("POST", Paths.PRICES, ask);
      assertThat(meanwhile.statusCode()).isEqualTo(409);
      assertThat(meanwhile.body()).contains("IN_FLIGHT");
      held.close();
      var answered = first.get();
      assertThat(answered.statusCode()).isEqualTo(201);
      assertThat(centre.send("POST", Paths.PRICES, ask).body()).isEqualTo(answered.body());
    }
  }

  @Test
  void aListIsReadToItsEndByItsCursorsEachItemOnce() {
    for (int number = 0; number < 7; number++) {
      var path = Paths.of(Paths.ORGANIZATION, "page-" + number);
      centre.send("PUT", path, operator.with("{\"weight\":1}"));
    }
    var seen = new ArrayList<String>();
    String cursor = "";
    do {
      var page = centre.send("GET", Paths.ORGANIZATIONS + "?limit=3" + cursor, operator).body();
      var read = JsonMapper.shared().readTree(page);
      assertThat(read.path("items").size()).isBetween(1, 3);
      read.path("items").forEach(item -> seen.add(item.path("organization").asString()));
      cursor = read.path("next").isNull() ? "" : "&cursor=" + read.path("next").asString();
    } while (!cursor.isEmpty());
    assertThat(seen).doesNotHaveDuplicates().isSorted().contains("page-0", "page-3", "page-6");
  }

  @Test
  void aPageHasABoundAndACursorIsNoGuess() {
    for (var query :
        List.of("limit=0", "limit=501", "limit=x", "cursor=%25", "cursor=" + "A".repeat(300))) {
      var answer = centre.send("GET", Paths.LEDGER + "?" + query, operator);
      assertThat(answer.statusCode()).as(query).isEqualTo(400);
      assertThat(answer.body()).as(query).contains("INVALID");
    }
  }

  @Test
  void everyMissingFieldIsNamedAndAMisspeltOneRefused() {
    var missing = centre.send("POST", Paths.RATINGS, operator.with("{}"));
    assertThat(missing.statusCode()).isEqualTo(400);
    assertThat(missing.body()).contains("(model)", "(precision)", "(teraflops)", "(source)");
    var misspelt = centre.send("POST", Paths.PRICES, operator.with("{\"prize\":1}"));
    assertThat(misspelt.statusCode()).isEqualTo(400);
    assertThat(misspelt.body()).contains("prize");
  }

  @Test
  void theJournalsListNamesTheFilesThatHoldWhatCameBefore() {
    centre
        .part(JdbcClient.class)
        .sql(
            """
            INSERT INTO archive (first_seq, last_seq, last_hash, file)
            VALUES (1, 40, :hash, 'journal-1-40.gz')
            """)
        .param("hash", new byte[32])
        .update();
    var page = JsonMapper.shared().readTree(centre.send("GET", Paths.AUDIT, operator).body());
    assertThat(page.path("archives")).hasSize(1);
    var archive = page.path("archives").path(0);
    assertThat(archive.path("file").asString()).isEqualTo("journal-1-40.gz");
    assertThat(archive.path("lastSequence").asLong()).isEqualTo(40);
    var cursor =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString("40".getBytes(StandardCharsets.UTF_8));
    var after = centre.send("GET", Paths.AUDIT + "?cursor=" + cursor, operator).body();
    assertThat(JsonMapper.shared().readTree(after).path("archives")).isEmpty();
  }

  @Test
  void aJobThatCouldOutlastWhatPaysForItIsWarnedOf() {
    centre.send("PUT", Paths.of(Paths.ORGANIZATION, "brook"), operator.with("{\"weight\":1}"));
    var project = operator.with("{\"name\":\"nlp\"}");
    centre.send("POST", Paths.of(Paths.PROJECTS, "brook"), project);
    centre.send("PUT", Paths.of(Paths.PROGRAMME, "city"), operator.with("{}"));
    var cluster = "{\"site\":\"s\",\"kind\":\"SLURM\",\"runsImages\":true,\"isTrusted\":false}";
    centre.send("PUT", Paths.of(Paths.CLUSTER, "west"), operator.with(cluster));
    var node =
        """
        {"block":"b","rack":"r","model":"Ascend 910B2","accelerators":8,"milliCpus":64000,
         "memoryBytes":8589934592}
        """;
    centre.send("PUT", Paths.of(Paths.NODE, "west", "n1"), operator.with(node));
    var now = Instant.now();
    var grant =
        """
        {"organization":"brook","programme":"city","amount":{"unit":"PFLOPS_HOURS","amount":"1000"},
         "window":{"from":"%s","until":"%s"}}
        """
            .formatted(now.minusSeconds(1), now.plus(Duration.ofHours(5)));
    var granted = centre.send("POST", Paths.ALLOCATIONS, operator.with(grant));
    assertThat(granted.statusCode()).as(granted.body()).isEqualTo(201);
    var allocation = JsonMapper.shared().readTree(granted.body());
    assertThat(allocation.path("warning").asString()).isEqualTo("EXPIRES");
    var member = Centre.Ask.by(centre.tokenOf(Role.MEMBER, "brook"));
    for (var ask : List.of(operator, member)) {
      assertThat(shortfall(ask, "9h").path("allocation")).isEqualTo(allocation.path("allocation"));
      assertThat(shortfall(ask, "9h").path("isExpiry").asBoolean()).isTrue();
      assertThat(shortfall(ask, "2h").isNull()).isTrue();
    }
  }

  private JsonNode shortfall(Centre.Ask ask, String limit) {
    var file = "command: x\\ntime_limit: " + limit;
    var body = "{\"project\":\"brook/nlp\",\"file\":\"" + file + "\"}";
    var answer = centre.send("POST", Paths.JOBS, ask.with(body));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return JsonMapper.shared().readTree(answer.body()).path("shortfall");
  }

  @Test
  void theModelsOfTheCentresNodesAreListedToo() {
    var north = Paths.of(Paths.CLUSTER, "south");
    var cluster = "{\"site\":\"s\",\"kind\":\"LOCAL\",\"runsImages\":false,\"isTrusted\":false}";
    assertThat(centre.send("PUT", north, operator.with(cluster)).statusCode()).isEqualTo(200);
    var node =
        """
        {"block":"b","rack":"r","model":"host-cpu","accelerators":1,"milliCpus":1000,
         "memoryBytes":1024}
        """;
    centre.send("PUT", Paths.of(Paths.NODE, "south", "n1"), operator.with(node));
    var rating =
        "{\"model\":\"host-cpu\",\"precision\":\"FP32\",\"teraflops\":\"0.5\",\"source\":\"measured\"}";
    centre.send("POST", Paths.RATINGS, operator.with(rating));
    var models =
        JsonMapper.shared()
            .readTree(centre.send("GET", Paths.MODELS + "?limit=500", operator).body());
    var names = models.path("items").valueStream().map(m -> m.path("model").asString()).toList();
    assertThat(names).contains("host-cpu", "Ascend 910B2").doesNotHaveDuplicates();
    var own = models.path("items").path(names.indexOf("host-cpu"));
    assertThat(own.path("grade").asString()).isEqualTo("UNLISTED");
    assertThat(own.path("teraflops").path("FP32").asString()).isEqualTo("0.5");
  }

  @Test
  void aNodeSaysWhoPutItIntoItsStateAndWhy() {
    var north = Paths.of(Paths.CLUSTER, "north");
    var cluster = "{\"site\":\"s\",\"kind\":\"SLURM\",\"runsImages\":true,\"isTrusted\":false}";
    assertThat(centre.send("PUT", north, operator.with(cluster)).statusCode()).isEqualTo(200);
    var path = Paths.of(Paths.NODE, "north", "n1");
    var node =
        """
        {"block":"b","rack":"r","model":"Ascend 910B2","accelerators":8,"milliCpus":64000,
         "memoryBytes":1024}
        """;
    var added = centre.send("PUT", path, operator.with(node)).body();
    assertThat(JsonMapper.shared().readTree(added).path("by").asString()).isEqualTo("platform");
    var drain = operator.with("{\"state\":\"DRAINING\",\"reason\":\"a fan is loud\"}");
    centre.send("PUT", Paths.of(Paths.NODE_STATE, "north", "n1"), drain);
    var drained = JsonMapper.shared().readTree(centre.send("GET", path, operator).body());
    assertThat(drained.path("reason").asString()).isEqualTo("a fan is loud");
    var session = JsonMapper.shared().readTree(centre.send("GET", Paths.SESSION, operator).body());
    assertThat(drained.path("by")).isEqualTo(session.path("member").path("member"));
  }

  @Test
  void aNearlyFullDiskTakesNoWorkAndAllElse() {
    centre.isDiskTight = true;
    var job = operator.with("{\"project\":\"ocean/main\",\"file\":\"command: 'true'\"}");
    var code = Paths.of(Paths.CODE, "a".repeat(64));
    for (var refused :
        List.of(
            centre.send("POST", Paths.JOBS, job), centre.send("PUT", code, operator.with("x")))) {
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).hasValue("60");
      assertThat(refused.body()).contains("UNAVAILABLE", "disk");
    }
    assertThat(centre.send("GET", Paths.JOBS, operator).statusCode()).isEqualTo(200);
    assertThat(centre.send("POST", Paths.JOBS + "?plan=true", job).statusCode()).isNotEqualTo(503);
    centre.isDiskTight = false;
    assertThat(centre.send("POST", Paths.JOBS, job).statusCode()).isNotEqualTo(503);
  }

  @Test
  void aBodyBeyondTheBoundIsTooLarge() {
    var body = "{\"name\":\"" + "x".repeat(Http.BODY_BYTES_MAX) + "\"}";
    assertThat(centre.send("POST", Paths.TOKENS, operator.with(body)).statusCode()).isEqualTo(413);
  }

  @Test
  void aRequestFromAnotherSiteIsRefused() {
    var ask =
        Centre.Ask.anonymous()
            .header("Origin", "https://elsewhere.example")
            .with("{\"secret\":\"x\"}");
    assertThat(centre.send("POST", Paths.SESSION, ask).statusCode()).isEqualTo(403);
  }

  @Test
  void aOneTimeLinkSignsInOnce() {
    var made =
        centre.send(
            "POST",
            Paths.MEMBERS,
            operator.with("{\"name\":\"A\",\"email\":\"a@b.example\",\"role\":\"AUDITOR\"}"));
    assertThat(made.statusCode()).isEqualTo(201);
    var secret = made.body().replaceAll("(?s).*\"secret\":\"([^\"]+)\".*", "$1");
    var login = Centre.Ask.anonymous().with("{\"secret\":\"" + secret + "\"}");
    var first = centre.send("POST", Paths.SESSION, login);
    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(first.headers().firstValue("Set-Cookie"))
        .hasValueSatisfying(
            cookie -> assertThat(cookie).contains("HttpOnly", "SameSite=Strict", "Path=/"));
    assertThat(centre.send("POST", Paths.SESSION, login).statusCode()).isEqualTo(401);
  }

  @Test
  void failedSignInsAreSlowedDown() {
    var wrong =
        Centre.Ask.anonymous()
            .with("{\"email\":\"no@body.example\",\"password\":\"not this one\"}");
    for (int failure = 0; failure < 5; failure++) {
      assertThat(centre.send("POST", Paths.SESSION, wrong).statusCode()).isEqualTo(401);
    }
    var slowed = centre.send("POST", Paths.SESSION, wrong);
    assertThat(slowed.statusCode()).isEqualTo(429);
    assertThat(slowed.headers().firstValue("Retry-After")).isPresent();
  }
}
