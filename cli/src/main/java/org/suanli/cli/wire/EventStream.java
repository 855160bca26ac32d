package org.suanli.cli.wire;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Reads server-sent events, as the HTML standard defines them.
public final class EventStream implements AutoCloseable {
  /// Of one event: a log's longest piece, written as JSON with every byte escaped.
  private static final int DATA_LENGTH_MAX = 8 << 20;

  /// @param id empty if it has none
  /// @param type `message` if it has none
  public record Event(String id, String type, String data) {}

  private final InputStream body;
  private final BufferedReader lines;
  private final Duration silenceMax;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile long heardNanos = System.nanoTime();

  /// @param silenceMax without even a comment: longer, and the connection counts as lost, since a
  ///   host that went away does not say so
  public EventStream(InputStream body, Duration silenceMax) {
    this.body = body;
    this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    this.silenceMax = silenceMax;
    Thread.ofVirtual().name("silence").start(this::watch);
  }

  private void watch() {
    try {
      long left = silenceMax.toNanos();
      while (!closed.await(left, TimeUnit.NANOSECONDS)) {
        left = silenceMax.toNanos() - (System.nanoTime() - heardNanos);
        if (left <= 0) {
          body.close();
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // It is closed all the same: whoever reads finds out.
      closed.countDown();
    }
  }

  /// Waits for the next event that has data.
  ///
  /// @return empty at the end of the stream
  /// @throws IOException if the connection is lost, or an event is longer than 8 Mi characters
  public Optional<Event> next() throws IOException {
    var id = "";
    var type = "message";
    var data = new StringBuilder();
    boolean hasData = false;
    for (var line = read(); line != null; line = read()) {
      if (line.isEmpty()) {
        if (hasData) {
          return Optional.of(new Event(id, type, data.toString()));
        }
        type = "message";
        continue;
      }
      int colon = line.indexOf(':');
      var field = colon < 0 ? line : line.substring(0, colon);
      var value = colon < 0 ? "" : line.substring(colon + 1);
      value = value.startsWith(" ") ? value.substring(1) : value;
      switch (field) {
        case "id" -> id = value;
        case "event" -> type = value;
        case "data" -> {
          data.append(hasData ? "\n" : "").append(value);
          hasData = true;
          if (data.length() > DATA_LENGTH_MAX) {
            throw new IOException("An event is longer than " + DATA_LENGTH_MAX + " characters.");
          }
        }
        // A comment keeps the connection alive; other fields mean nothing here.
        default -> {}
      }
    }
    return Optional.empty();
  }

  private @Nullable String read() throws IOException {
    var line = lines.readLine();
    heardNanos = System.nanoTime();
    return line;
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    lines.close();
  }
}
