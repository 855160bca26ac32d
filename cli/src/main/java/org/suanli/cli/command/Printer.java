package org.suanli.cli.command;

import java.util.List;
import java.util.function.Supplier;
import org.suanli.cli.terminal.Terminal;
import org.suanli.cli.wire.Wire;
import tools.jackson.databind.JsonNode;

/// Writes results in the format that was asked for.
public final class Printer {
  private final Terminal terminal;
  private final Format format;
  private final boolean isQuiet;

  Printer(Terminal terminal, Format format, boolean isQuiet) {
    this.terminal = terminal;
    this.format = format;
    this.isQuiet = isQuiet;
  }

  /// Whether people read the result.
  public boolean isForPeople() {
    return format == Format.TABLE && !isQuiet;
  }

  /// Writes a list.
  ///
  /// @param document as the server sends it
  /// @param items of the document
  <T> void list(JsonNode document, List<JsonNode> items, Listing<T> listing) {
    if (isQuiet) {
      items.forEach(item -> line(listing.id().apply(Wire.read(item, listing.type()))));
      return;
    }
    switch (format) {
      case JSON -> line(Wire.write(document));
      case JSONL -> items.forEach(item -> line(Wire.write(item)));
      case TABLE -> {
        if (items.isEmpty()) {
          note(Nothing.of(listing.type()));
          return;
        }
        var records = items.stream().map(item -> Wire.read(item, listing.type())).toList();
        listing.table(records).lines(terminal).forEach(this::line);
      }
    }
  }

  /// Writes one thing.
  void show(JsonNode document, String id, Supplier<Sheet> sheet) {
    if (isQuiet) {
      line(id);
    } else if (format == Format.TABLE) {
      sheet.get().lines(terminal).forEach(this::line);
    } else {
      line(Wire.write(document));
    }
  }

  /// Writes what was done.
  ///
  /// @param document the server's answer; nothing is written of a missing one
  void done(JsonNode document, String id, String sentence) {
    if (isQuiet) {
      line(id);
    } else if (format == Format.TABLE) {
      line(sentence);
    } else if (!document.isMissingNode()) {
      line(Wire.write(document));
    }
  }

  void line(String text) {
    terminal.out().println(text);
  }

  /// Says something beside the result, where it does not get into a pipe.
  void note(String text) {
    terminal.err().println(text);
  }
}
