package org.suanli.simulation.trace;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// A text file of lines with columns, named by its first line.
///
/// @param file plain, or compressed if its name ends with `.gz`
/// @param separator between cells; a cell that holds a comma stands in double quotes
/// @param needs columns that must be there
public record Table(Path file, char separator, List<String> needs) {
  /// More rows would not fit the memory as jobs.
  private static final int ROWS_MAX = 20_000_000;

  public Table {
    needs = List.copyOf(needs);
  }

  /// The name by which messages call it.
  public String name() {
    return String.valueOf(file.getFileName());
  }

  /// Opens it as text.
  public static BufferedReader open(Path file) throws IOException {
    var bytes = Files.newInputStream(file);
    var plain = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
    return new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8));
  }

  /// Gives each row to a reader of rows, in order; empty lines are passed over.
  ///
  /// @throws MalformedTraceException if a column is missing that must be there
  public void forEach(Findings findings, Consumer<Row> reader) {
    try (var lines = open(file)) {
      var header = lines.readLine();
      var columns = columns(header == null ? "" : header);
      long number = 1;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (number > ROWS_MAX) {
          throw new MalformedTraceException(
              List.of("%s must have %d rows at most.".formatted(name(), ROWS_MAX)));
        }
        if (!line.isBlank()) {
          reader.accept(row(columns, line, number, findings));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The file (" + file + ") must be readable.", e);
    }
  }

  /// The names of the columns.
  public static List<String> headers(String firstLine, char separator) {
    var line = firstLine.startsWith("\uFEFF") ? firstLine.substring(1) : firstLine;
    return cells(line, separator).stream().map(String::strip).toList();
  }

  private Map<String, Integer> columns(String header) {
    var columns = new LinkedHashMap<String, Integer>();
    var names = headers(header, separator);
    for (int index = 0; index < names.size(); index++) {
      columns.putIfAbsent(names.get(index), index);
    }
    var missing = needs.stream().filter(name -> !columns.containsKey(name)).toList();
    if (!missing.isEmpty()) {
      throw new MalformedTraceException(
          List.of(
              "%s:1: The columns must include %s; they are %s."
                  .formatted(name(), String.join(", ", missing), shown(header)),
              "Maybe it is of another format: name it with --format."));
    }
    return columns;
  }

  static String shown(@Nullable String header) {
    var text = header == null ? "" : header;
    int most = 200;
    return text.length() <= most ? text : text.substring(0, most) + "...";
  }

  private Row row(Map<String, Integer> columns, String line, long number, Findings findings) {
    var row = new Row(columns, cells(line, separator), number, findings);
    for (var name : needs) {
      if (columns.getOrDefault(name, 0) >= row.cellCount()) {
        row.tear(name);
        break;
      }
    }
    return row;
  }

  /// Quotes mean something where cells are separated by commas alone.
  private static List<String> cells(String line, char separator) {
    var cells = new ArrayList<String>();
    if (separator != ',' || line.indexOf('"') < 0) {
      int from = 0;
      for (int at = line.indexOf(separator); at >= 0; at = line.indexOf(separator, from)) {
        cells.add(line.substring(from, at));
        from = at + 1;
      }
      cells.add(line.substring(from));
      return cells;
    }
    var cell = new StringBuilder();
    boolean isQuoted = false;
    for (int index = 0; index < line.length(); index++) {
      char c = line.charAt(index);
      if (c == '"') {
        boolean isEscaped = isQuoted && index + 1 < line.length() && line.charAt(index + 1) == '"';
        if (isEscaped) {
          cell.append(c);
          index++;
        } else {
          isQuoted = !isQuoted;
        }
      } else if (c == separator && !isQuoted) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString());
    return cells;
  }
}
