package org.suanli.cli.command;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.suanli.cli.terminal.Ink;
import org.suanli.cli.terminal.Table;
import org.suanli.cli.terminal.Terminal;
import org.suanli.cli.terminal.Width;

/// One thing in full: named values, then tables below titles.
public final class Sheet {
  private static final String GAP = "  ";

  /// @param label empty in a paragraph of its own
  private record Line(String label, String text, Ink ink) {}

  private record Section(String title, Table table) {}

  private final List<Line> lines = new ArrayList<>();
  private final List<Section> sections = new ArrayList<>();

  /// Adds a value, unless it is absent or empty.
  public Sheet line(String label, @Nullable Object value) {
    return line(label, value, Ink.PLAIN);
  }

  public Sheet line(String label, @Nullable Object value, Ink ink) {
    if (value != null && !value.toString().isEmpty()) {
      lines.add(new Line(label, Width.sanitize(value.toString()), ink));
    }
    return this;
  }

  /// Adds a state, coloured by what it means.
  public Sheet state(String label, @Nullable Object state) {
    return line(label, state, Ink.ofState(String.valueOf(state)));
  }

  /// Adds a table below a title, unless it has no rows.
  public <T> Sheet section(String title, Listing<T> listing, List<T> items) {
    if (!items.isEmpty()) {
      sections.add(new Section(title, listing.table(items)));
    }
    return this;
  }

  /// Lines without their ends.
  public List<String> lines(Terminal terminal) {
    int labelWidth = lines.stream().mapToInt(line -> Width.of(line.label())).max().orElse(0);
    var text = new ArrayList<String>();
    for (var line : lines) {
      text.add(
          terminal.paint(Ink.FAINT, Width.pad(line.label(), labelWidth, false))
              + GAP
              + terminal.paint(line.ink(), line.text()));
    }
    for (var section : sections) {
      text.add("");
      text.add(section.title());
      section.table().lines(terminal).forEach(line -> text.add(GAP + line));
    }
    return text;
  }
}
