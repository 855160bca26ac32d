package org.suanli.cli.wire;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.suanli.api.Http;
import org.suanli.cli.terminal.Exit;
import org.suanli.cli.terminal.Failure;
import org.suanli.cli.terminal.Progress;
import org.suanli.cli.terminal.Surroundings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Speaks HTTP to one server.
///
/// What is safe to repeat is tried again when the server says 429 or 503, or drops the connection.
/// A server that nobody listens for is reported at once.
public final class Client {
  private static final Duration CONNECT_MAX = Duration.ofSeconds(5);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(60);

  /// Until a stream begins; longer than the pause between its signs of life.
  private static final Duration STREAM_BEGIN_MAX = Duration.ofSeconds(20);

  private static final Duration TRANSFER_MAX = Duration.ofMinutes(30);
  private static final String JSON = "application/json";

  private final Surroundings surroundings;
  private final Address address;
  private final HttpClient http;

  public Client(Surroundings surroundings, Address address) {
    this.surroundings = surroundings;
    this.address = address;
    var builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_MAX)
            .followRedirects(HttpClient.Redirect.NEVER);
    if (address.authorities() != null) {
      builder.sslContext(Authorities.trusted(address.authorities()));
    }
    this.http = builder.build();
  }

  public Address address() {
    return address;
  }

  /// Asks for JSON.
  ///
  /// @return a missing node if the answer has no body
  /// @throws Failure if the server refuses or cannot be reached
  public JsonNode send(Call call) {
    var body =
        call.body() == null
            ? BodyPublishers.noBody()
            : BodyPublishers.ofString(Wire.write(call.body()));
    var request = request(call, ANSWER_MAX);
    if (call.body() != null) {
      request.header("Content-Type", JSON);
    }
    request.header("Accept", JSON + ", " + Http.PROBLEM_TYPE);
    request.method(call.method(), body);
    var text = textOf(answer(call, request.build()));
    return text.isBlank() ? JsonNodeFactory.instance.missingNode() : Wire.parse(text);
  }

  /// Asks for text of whatever type.
  public String text(Call call) {
    return textOf(
        answer(
            call,
            request(call, ANSWER_MAX).method(call.method(), BodyPublishers.noBody()).build()));
  }

  /// Asks for a record.
  public <T> T send(Call call, Class<T> type) {
    return Wire.read(send(call), type);
  }

  /// Whether there is something at a path.
  public boolean has(String path) {
    var call = new Call("HEAD", path, Query.none(), null, null);
    try {
      var request = request(call, ANSWER_MAX).method("HEAD", BodyPublishers.noBody()).build();
      closeBody(answer(call, request));
      return true;
    } catch (Failure e) {
      if (e.exit() == Exit.NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  /// Puts a file's bytes at a path.
  ///
  /// @throws FileNotFoundException if the file is gone
  public JsonNode upload(String path, Path file, String type) throws FileNotFoundException {
    var call = new Call("PUT", path, Query.none(), null, null);
    BodyPublisher body = BodyPublishers.ofFile(file);
    var request =
        request(call, TRANSFER_MAX)
            .header("Content-Type", type)
            .header("Accept", JSON + ", " + Http.PROBLEM_TYPE)
            .method("PUT", body)
            .build();
    var text = textOf(answer(call, request));
    return text.isBlank() ? JsonNodeFactory.instance.missingNode() : Wire.parse(text);
  }

  /// Opens a body of any length, such as a file.
  public InputStream download(Call call) {
    var request =
        request(call, TRANSFER_MAX).method(call.method(), BodyPublishers.noBody()).build();
    return answer(call, request).body();
  }

  /// Opens a stream of events, once: whoever follows it decides whether to open it again.
  ///
  /// @param lastId of the last event that was seen; empty if none was
  /// @throws IOException if the server cannot be reached now, or says 429 or 503
  public InputStream follow(Call call, String lastId) throws IOException {
    var builder = request(call, STREAM_BEGIN_MAX).header("Accept", Http.EVENT_STREAM_TYPE);
    if (!lastId.isEmpty()) {
      builder.header("Last-Event-ID", lastId);
    }
    var response = exchange(builder.GET().build());
    int status = response.statusCode();
    if (isOverload(status)) {
      closeBody(response);
      throw new IOException("The server is overloaded (status " + status + ").");
    }
    if (status != 200) {
      throw refusal(response).failure();
    }
    return response.body();
  }

  private HttpRequest.Builder request(Call call, Duration most) {
    var uri = URI.create(address.server() + call.path() + call.query());
    var builder = HttpRequest.newBuilder(uri).timeout(most).header("User-Agent", "suanli-cli");
    if (address.token() != null) {
      builder.header("Authorization", "Bearer " + address.token());
    }
    if (call.key() != null) {
      builder.header(Http.IDEMPOTENCY_KEY, call.key());
    }
    if (call.isNew()) {
      builder.header("If-None-Match", "*");
    }
    return builder;
  }

  private HttpResponse<InputStream> answer(Call call, HttpRequest request) {
    var label = "waiting for " + address;
    try (var _ = Progress.of(surroundings.terminal(), () -> label)) {
      for (int tries = 1; ; tries++) {
        var retryAfter = "";
        try {
          var response = exchange(request);
          if (response.statusCode() < 300) {
            return response;
          }
          var refusal = refusal(response);
          if (tries >= Retries.TRIES_MAX || !refusal.isPassing()) {
            throw refusal.failure();
          }
          retryAfter = response.headers().firstValue("Retry-After").orElse("");
        } catch (ConnectException e) {
          throw unreachable("nobody listens there");
        } catch (SSLHandshakeException e) {
          throw untrusted(e);
        } catch (IOException e) {
          if (tries >= Retries.TRIES_MAX || !call.isRepeatable()) {
            throw unreachable(reason(e));
          }
        }
        surroundings.sleep(Retries.pause(tries, retryAfter, surroundings.clock()));
      }
    }
  }

  private static boolean isOverload(int status) {
    return status == 429 || status == 503;
  }

  private HttpResponse<InputStream> exchange(HttpRequest request) throws IOException {
    try {
      return http.send(request, BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure(Exit.INTERRUPTED, "The client was interrupted.");
    }
  }

  private String textOf(HttpResponse<InputStream> response) {
    try (var body = response.body()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw unreachable(reason(e));
    }
  }

  private Refusal refusal(HttpResponse<InputStream> response) {
    var type = response.headers().firstValue("Content-Type").orElse("");
    return Refusal.of(response.statusCode(), type, textOf(response));
  }

  private void closeBody(HttpResponse<InputStream> response) {
    try {
      response.body().close();
    } catch (IOException e) {
      throw unreachable(reason(e));
    }
  }

  /// The failure of a server that does not answer.
  public Failure unreachable(String reason) {
    return new Failure(
        Exit.UNREACHABLE,
        List.of(
            "The server ("
                + address
                + ") cannot be reached: "
                + reason
                + ".\nMaybe it is not running (./suanli up), or SUANLI_SERVER names another."));
  }

  private Failure untrusted(SSLHandshakeException e) {
    return new Failure(
        Exit.UNREACHABLE,
        "The server ("
            + address
            + ") must speak TLS with a certificate that is trusted: "
            + reason(e)
            + ".\n"
            + "Maybe name the file of its authority's certificate: SUANLI_CA_FILE, or suanli login"
            + " --ca-file.");
  }

  private static String reason(IOException e) {
    if (e instanceof HttpTimeoutException) {
      return "it did not answer in time";
    }
    @Nullable String message = e.getMessage();
    return message == null ? "the connection was lost" : message;
  }
}
