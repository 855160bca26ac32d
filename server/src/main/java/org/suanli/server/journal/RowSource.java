package org.suanli.server.journal;

import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Where rows are read from, in order: the table, a file, or one after the other.
interface RowSource extends AutoCloseable {

  /// A row with the hash that was stored with it.
  record Stored(Chain.Row row, byte[] hash) {}

  /// @return null at the end
  @Nullable Stored next() throws SQLException, IOException;

  @Override
  void close() throws SQLException, IOException;
}
