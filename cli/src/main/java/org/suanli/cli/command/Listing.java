package org.suanli.cli.command;

import java.util.List;
import java.util.function.Function;
import org.suanli.cli.terminal.Table;

/// How a list of records is shown.
///
/// @param type of the records
/// @param id what names one of them
public record Listing<T>(Class<T> type, Function<T, String> id, List<Column<T>> columns) {
  public Listing {
    columns = List.copyOf(columns);
  }

  /// The records as a table.
  public Table table(List<T> items) {
    var table = new Table(columns.stream().map(Column::header).toList());
    for (var item : items) {
      table.add(columns.stream().map(column -> column.cell().apply(item)).toList());
    }
    return table;
  }
}
