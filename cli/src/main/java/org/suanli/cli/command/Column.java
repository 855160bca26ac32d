package org.suanli.cli.command;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.suanli.cli.terminal.Ink;
import org.suanli.cli.terminal.Table;

/// A column of a list: its header, and its cell for an item.
public record Column<T>(Table.Header header, Function<T, Table.Cell> cell) {
  private static final String NONE = "-";

  /// What stands where there is nothing.
  public static String orNone(@Nullable Object value) {
    return value == null || value.toString().isEmpty() ? NONE : value.toString();
  }

  /// @param value may give null
  public static <T> Column<T> text(String header, Function<T, ? extends @Nullable Object> value) {
    return of(new Table.Header(header, false, false), value);
  }

  /// Text that may be cut where the terminal is narrow.
  public static <T> Column<T> flexible(
      String header, Function<T, ? extends @Nullable Object> value) {
    return of(new Table.Header(header, false, true), value);
  }

  /// Aligned at the right.
  public static <T> Column<T> number(String header, Function<T, ? extends @Nullable Object> value) {
    return of(new Table.Header(header, true, false), value);
  }

  /// Coloured by what it means.
  public static <T> Column<T> state(String header, Function<T, ?> value) {
    return new Column<>(
        new Table.Header(header, false, false),
        item -> {
          var text = String.valueOf(value.apply(item));
          return new Table.Cell(text, Ink.ofState(text));
        });
  }

  private static <T> Column<T> of(
      Table.Header header, Function<T, ? extends @Nullable Object> value) {
    return new Column<>(header, item -> new Table.Cell(orNone(value.apply(item)), Ink.PLAIN));
  }
}
