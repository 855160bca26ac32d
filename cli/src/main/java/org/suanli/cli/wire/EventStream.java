package org.suanli.cli.wire;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Reads server-sent events, as the HTML standard defines them.
public final class EventStream implements AutoCloseable {
  /// Of one event: a log's longest piece, written as JSON with every byte escaped.
  private static final int DATA_LENGTH_MAX = 8 << 20;

  /// @param id empty if it has none
  /// @param type `message` if it has none
  public record Event(String id, String type, String data) {}

  private final BufferedReader lines;

  public EventStream(InputStream body) {
    this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
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
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
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

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
