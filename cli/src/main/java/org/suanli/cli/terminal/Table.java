package org.suanli.cli.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Rows under headers, aligned, fitted to the terminal.
///
/// Where the columns do not fit, those that may shrink give way, the widest first.
public final class Table {
  private static final String GAP = "  ";
  private static final int SHRUNK_MIN = 8;

  /// @param isRight whether its cells are aligned at their right, as numbers are
  /// @param mayShrink whether its cells may be cut
  public record Header(String text, boolean isRight, boolean mayShrink) {}

  /// @param ink of its text alone
  public record Cell(String text, Ink ink) {
    public Cell {
      text = Width.sanitize(text);
    }
  }

  private final List<Header> headers;
  private final List<List<Cell>> rows = new ArrayList<>();

  public Table(List<Header> headers) {
    this.headers = List.copyOf(headers);
  }

  /// @param row as many cells as there are headers
  public void add(List<Cell> row) {
    if (row.size() != headers.size()) {
      throw new IllegalStateException(
          "The cells ("
              + row.size()
              + ") must be as many as the headers ("
              + headers.size()
              + ").");
    }
    rows.add(List.copyOf(row));
  }

  /// Lines without their ends: the headers, then the rows.
  public List<String> lines(Terminal terminal) {
    int[] widths = widths(terminal.columnsMax());
    var lines = new ArrayList<String>();
    lines.add(
        line(headers.stream().map(h -> new Cell(h.text(), Ink.HEADER)).toList(), widths, terminal));
    for (var row : rows) {
      lines.add(line(row, widths, terminal));
    }
    return lines;
  }

  private int[] widths(int columnsMax) {
    int[] widths = new int[headers.size()];
    for (int column = 0; column < widths.length; column++) {
      widths[column] = Width.of(headers.get(column).text());
      for (var row : rows) {
        widths[column] = Math.max(widths[column], Width.of(row.get(column).text()));
      }
    }
    int excess = Arrays.stream(widths).sum() + GAP.length() * (widths.length - 1) - columnsMax;
    while (excess > 0) {
      int widest = widestThatMayShrink(widths);
      if (widest < 0) {
        break;
      }
      widths[widest]--;
      excess--;
    }
    return widths;
  }

  private int widestThatMayShrink(int[] widths) {
    int widest = -1;
    for (int column = 0; column < widths.length; column++) {
      if (headers.get(column).mayShrink()
          && widths[column] > SHRUNK_MIN
          && (widest < 0 || widths[column] > widths[widest])) {
        widest = column;
      }
    }
    return widest;
  }

  private String line(List<Cell> cells, int[] widths, Terminal terminal) {
    var line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      var cell = cells.get(column);
      var text = Width.truncate(cell.text(), Math.max(1, widths[column]));
      var blanks = " ".repeat(Math.max(0, widths[column] - Width.of(text)));
      boolean isRight = headers.get(column).isRight();
      line.append(column == 0 ? "" : GAP);
      line.append(isRight ? blanks : "").append(terminal.paint(cell.ink(), text));
      line.append(isRight || column == widths.length - 1 ? "" : blanks);
    }
    return line.toString().stripTrailing();
  }
}
