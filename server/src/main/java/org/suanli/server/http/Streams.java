package org.suanli.server.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.suanli.api.ErrorCode;
import org.suanli.api.Http;
import tools.jackson.databind.json.JsonMapper;

/// Server-sent events, each stream on its request's own virtual thread.
@Component
final class Streams {
  /// Streams at once; each holds a connection.
  private static final int AT_ONCE_MAX = 1_000;

  /// Who follows longer comes back, and is asked for the token again: it may have been revoked.
  private static final Duration LIFETIME_MAX = Duration.ofMinutes(10);

  private final JsonMapper json;
  private final Semaphore places = new Semaphore(AT_ONCE_MAX);

  /// What goes into a stream until it ends.
  interface Source {
    void run(Sink sink) throws IOException, InterruptedException;
  }

  /// Where events go.
  final class Sink {
    private final OutputStream out;
    private final long began = System.nanoTime();

    private Sink(OutputStream out) {
      this.out = out;
    }

    /// Whether more may be sent; its caller comes back for the rest.
    boolean isOpen() {
      return System.nanoTime() - began < LIFETIME_MAX.toNanos();
    }

    /// @param id handed back as `Last-Event-ID` by whoever comes back
    void event(String name, long id, Object data) throws IOException {
      write("event: " + name + "\nid: " + id + "\ndata: " + json.writeValueAsString(data) + "\n\n");
    }

    /// Keeps the connection alive, and finds out whether the caller has gone.
    void heartbeat() throws IOException {
      write(": still here\n\n");
    }

    private void write(String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }

  Streams(JsonMapper json) {
    this.json = json;
  }

  /// Sends a stream; returns when it has ended or the caller has gone.
  void send(HttpServletResponse response, Source source) throws IOException {
    if (!places.tryAcquire()) {
      throw new ProblemException(
          ErrorCode.TOO_MANY_REQUESTS,
          List.of("The streams of this server are all taken."),
          java.util.Optional.of(Desk.RETRY_AFTER));
    }
    try {
      response.setContentType(Http.EVENT_STREAM_TYPE);
      response.setCharacterEncoding("UTF-8");
      response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
      response.setHeader("X-Accel-Buffering", "no");
      var sink = new Sink(response.getOutputStream());
      sink.heartbeat();
      source.run(sink);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      places.release();
    }
  }

  /// The id after which a stream goes on.
  static long lastId(String header, long otherwise) {
    try {
      return header.isEmpty() ? otherwise : Long.parseLong(header);
    } catch (NumberFormatException e) {
      throw ProblemException.invalid("The header Last-Event-ID (" + header + ") must be a number.");
    }
  }
}
