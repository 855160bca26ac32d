package org.suanli.server.crash;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.suanli.api.Members;
import org.suanli.api.Paths;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Someone with a token, over HTTP.
final class Member implements AutoCloseable {
  private static final Duration WAIT_MAX = Duration.ofSeconds(40);
  private static final Duration READY_MAX = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofMillis(30);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpClient http = HttpClient.newHttpClient();
  private final ServerProcess server;
  private final String address;
  private final String token;

  /// An answer of any status.
  record Reply(int status, JsonNode body) {
    /// Such as `IN_FLIGHT`.
    String code() {
      return body.path("code").asString("");
    }

    boolean isDone() {
      return status < 300;
    }
  }

  private Member(ServerProcess server, String token) {
    this.server = server;
    this.address = server.address();
    this.token = token;
  }

  static Member of(ServerProcess server, String token) {
    return new Member(server, token);
  }

  /// A token for whoever has a one-time link.
  static String token(ServerProcess server) throws IOException, InterruptedException {
    try (var nobody = new Member(server, "")) {
      var login = new Members.Login(server.secret(), null, null, "crash");
      return nobody.must("POST", Paths.SESSION, login).path("token").path("secret").asString();
    }
  }

  /// Waits until the server leads.
  void awaitLeader() throws InterruptedException, IOException {
    long deadline = System.nanoTime() + READY_MAX.toNanos();
    while (!leads()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("The server must lead within " + READY_MAX + ".");
      }
      server.runFor(LOOK);
    }
  }

  boolean leads() throws IOException, InterruptedException {
    return send("GET", Paths.HEALTH, null, Map.of()).status() == 200;
  }

  /// @return the answer's body
  JsonNode get(String path) throws IOException, InterruptedException {
    return must("GET", path, null);
  }

  /// Sends what must be done.
  JsonNode must(String method, String path, @org.jspecify.annotations.Nullable Object body)
      throws IOException, InterruptedException {
    var reply = send(method, path, body, Map.of());
    if (!reply.isDone()) {
      throw new AssertionError(method + " " + path + " was answered by " + reply);
    }
    return reply.body();
  }

  /// @throws IOException if no answer came
  Reply send(
      String method,
      String path,
      @org.jspecify.annotations.Nullable Object body,
      Map<String, String> headers)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(address + path))
            .timeout(WAIT_MAX)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, application/problem+json")
            .method(
                method,
                body == null
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(JSON.writeValueAsString(body)));
    headers.forEach(request::header);
    var response = http.send(signed(request), BodyHandlers.ofString());
    var text = response.body();
    return new Reply(
        response.statusCode(), JSON.readTree(text == null || text.isEmpty() ? "{}" : text));
  }

  /// @return an answer that is not JSON
  String text(String path) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(address + path)).timeout(WAIT_MAX);
    var response = http.send(signed(request), BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new AssertionError(path + " was answered by " + response.body());
    }
    return response.body();
  }

  private HttpRequest signed(HttpRequest.Builder request) {
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return request.build();
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
