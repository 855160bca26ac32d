package org.suanli.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.suanli.api.Paths;
import org.suanli.server.database.DatabaseLocation;
import org.suanli.server.identity.FirstStart;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A server with a token of its first operator, who came in by the one-time link.
final class StartedServer implements AutoCloseable {
  static final JsonMapper JSON = JsonMapper.builder().build();
  static final Duration WAIT_MAX = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofMillis(50);

  final Server server;
  final String operator;
  private final HttpClient http;

  /// A member of an organization, or nobody.
  record Caller(String token) {
    static final Caller NOBODY = new Caller("");
  }

  private StartedServer(Server server, HttpClient http) throws Exception {
    this.server = server;
    this.http = http;
    var secret = server.operatorLink().orElseThrow().substring(FirstStart.LINK_PATH.length());
    var login = JSON.writeValueAsString(Map.of("secret", secret, "tokenName", "test"));
    var answer = send(Caller.NOBODY, "POST", Paths.SESSION, login);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    operator = JSON.readTree(answer.body()).at("/token/secret").asString();
  }

  /// With two nodes of one accelerator, whose tasks run as this user.
  static StartedServer start(Path folder, DatabaseLocation database) throws Exception {
    var address = new Settings.Address("127.0.0.1", 0, Optional.empty());
    return start(settings(folder, database, address), HttpClient.newHttpClient());
  }

  static Settings settings(Path folder, DatabaseLocation database, Settings.Address address) {
    return new Settings(
        folder.resolve("data"),
        Optional.of(database),
        address,
        new Settings.Host(2, 1, true, folder.resolve("tasks")),
        Duration.ofSeconds(2));
  }

  static StartedServer start(Settings settings, HttpClient http) throws Exception {
    var server = Server.start(settings, _ -> {});
    try {
      return new StartedServer(server, http);
    } catch (Exception | Error e) {
      server.close();
      throw e;
    }
  }

  /// The server on loopback, whatever else it listens on.
  URI local() {
    var address = URI.create(server.address());
    return URI.create(address.getScheme() + "://127.0.0.1:" + address.getPort());
  }

  HttpResponse<String> send(Caller caller, String method, String path, String body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(local().resolve(path))
            .timeout(WAIT_MAX)
            .header("Content-Type", "application/json")
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (!caller.token().isEmpty()) {
      request.header("Authorization", "Bearer " + caller.token());
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /// What the operator is answered.
  JsonNode ask(String method, String path, String body) throws Exception {
    var answer = send(new Caller(operator), method, path, body);
    assertThat(answer.statusCode()).as(method + " " + path + answer.body()).isBetween(200, 299);
    return answer.body().isEmpty() ? JSON.nullNode() : JSON.readTree(answer.body());
  }

  String get(String path) throws Exception {
    return send(new Caller(operator), "GET", path, "").body();
  }

  /// An organization with a project `main` and 10 card-hours for a month.
  void organization(String name) throws Exception {
    ask("PUT", Paths.of(Paths.ORGANIZATION, name), "{\"weight\":1}");
    ask("POST", Paths.of(Paths.PROJECTS, name), "{\"name\":\"main\"}");
    ask("PUT", Paths.of(Paths.PROGRAMME, "test"), "{\"programme\":\"test\"}");
    var from = Instant.now().minusSeconds(60);
    ask(
        "POST",
        Paths.ALLOCATIONS,
        JSON.writeValueAsString(
            Map.of(
                "organization",
                name,
                "programme",
                "test",
                "amount",
                Map.of("unit", "PFLOPS_HOURS", "amount", "1"),
                "window",
                Map.of(
                    "from", from.toString(),
                    "until", from.plus(Duration.ofDays(30)).toString()))));
  }

  /// @return the token of a robot
  Caller member(String organization, String role) throws Exception {
    var made =
        ask(
            "POST",
            Paths.MEMBERS,
            "{\"name\":\"Robot\",\"role\":\"%s\",\"organization\":\"%s\"}"
                .formatted(role, organization));
    var member = made.at("/member/member").asString();
    var token = ask("POST", Paths.TOKENS, "{\"name\":\"test\",\"member\":\"" + member + "\"}");
    return new Caller(token.at("/secret").asString());
  }

  /// @return the job
  String submit(String project, String file) throws Exception {
    var submission = JSON.writeValueAsString(Map.of("project", project, "file", file));
    return ask("POST", Paths.JOBS, submission).at("/job/job").asString();
  }

  String stateOf(String job) throws Exception {
    return ask("GET", Paths.of(Paths.JOB, job), "").at("/job/state").asString();
  }

  /// Looks until it is so.
  static void await(String what, Condition condition) throws Exception {
    long end = System.nanoTime() + WAIT_MAX.toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  interface Condition {
    boolean holds() throws Exception;
  }

  @Override
  public void close() {
    server.close();
    http.close();
  }
}
