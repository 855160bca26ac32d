package org.suanli.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.suanli.api.ErrorCode;
import org.suanli.api.Http;
import org.suanli.api.Problem;
import org.suanli.cli.wire.Wire;

/// A server on loopback that answers as it was told, and remembers what it was asked.
final class CannedServer implements AutoCloseable {
  /// Answers one request.
  interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  /// What it was asked.
  ///
  /// @param body as text; empty if it is not text
  record Asked(
      String method, String target, String body, @Nullable String key, @Nullable String token) {
    @Override
    public String toString() {
      return method + " " + target + (body.isEmpty() ? "" : " " + body);
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Answer> answers = new LinkedHashMap<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  CannedServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /// @param route such as `GET /api/v1/jobs`, without a query
  CannedServer on(String route, Answer answer) {
    answers.put(route, answer);
    return this;
  }

  /// Answers with a record as JSON.
  CannedServer on(String route, Object record) {
    return on(route, exchange -> json(exchange, 200, Wire.write(record)));
  }

  /// Answers one after the other; the last one goes on.
  CannedServer inTurn(String route, Answer... turns) {
    var left = new CopyOnWriteArrayList<>(turns);
    return on(
        route,
        exchange -> {
          var next = left.getFirst();
          if (left.size() > 1) {
            left.removeFirst();
          }
          next.to(exchange);
        });
  }

  List<Asked> asked() {
    return List.copyOf(asked);
  }

  static Answer ok(Object record) {
    return exchange -> json(exchange, 200, Wire.write(record));
  }

  static Answer noContent() {
    return exchange -> exchange.sendResponseHeaders(204, -1);
  }

  static Answer bytes(byte[] bytes) {
    return exchange -> {
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  /// @param retryAfter empty for none
  static Answer problem(ErrorCode code, String retryAfter, String... violations) {
    return exchange -> {
      if (!retryAfter.isEmpty()) {
        exchange.getResponseHeaders().set("Retry-After", retryAfter);
      }
      var problem =
          new Problem(
              Problem.TYPE_PREFIX + code.name().toLowerCase(Locale.ROOT),
              code.name(),
              code.status(),
              violations.length == 0 ? null : violations[0],
              code,
              List.of(violations));
      send(exchange, code.status(), Http.PROBLEM_TYPE, Wire.write(problem));
    };
  }

  /// Takes the request and hangs up without an answer.
  static Answer hangUp() {
    return exchange -> {
      throw new IOException("The connection ends here.");
    };
  }

  private static void json(HttpExchange exchange, int status, String body) throws IOException {
    send(exchange, status, "application/json", body);
  }

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      var type = exchange.getRequestHeaders().getFirst("Content-Type");
      boolean isText = type != null && type.contains("json");
      asked.add(
          new Asked(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              isText ? new String(body, StandardCharsets.UTF_8) : "",
              exchange.getRequestHeaders().getFirst(Http.IDEMPOTENCY_KEY),
              exchange.getRequestHeaders().getFirst("Authorization")));
      var route = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
      var missing = problem(ErrorCode.NOT_FOUND, "", "There is no such thing (" + route + ").");
      answers.getOrDefault(route, missing).to(exchange);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
