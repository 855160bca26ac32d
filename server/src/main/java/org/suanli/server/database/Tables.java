package org.suanli.server.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.postgresql.PGConnection;

/// All tables of a database and what is in them, whatever it means. The history of migrations is
/// not among them.
///
/// The caller owns the connection and its transaction.
public final class Tables {
  private static final String NAMES =
      """
      SELECT relname FROM pg_class
      WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
        AND relname <> 'flyway_schema_history'
      ORDER BY relname
      """;

  private static final String REFERENCES =
      """
      SELECT child.relname, parent.relname FROM pg_constraint k
      JOIN pg_class child ON child.oid = k.conrelid
      JOIN pg_class parent ON parent.oid = k.confrelid
      WHERE k.contype = 'f' AND k.conrelid <> k.confrelid
        AND k.connamespace = current_schema()::regnamespace
      """;

  /// What the database computes itself cannot be copied in.
  private static final String COLUMNS =
      """
      SELECT quote_ident(attname) FROM pg_attribute
      WHERE attrelid = (current_schema() || '.' || quote_ident(?))::regclass
        AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
      ORDER BY attnum
      """;

  private static final String SEQUENCES =
      """
      SELECT sequencename, last_value FROM pg_sequences
      WHERE schemaname = current_schema() AND last_value IS NOT NULL ORDER BY sequencename
      """;

  private final Connection connection;

  public Tables(Connection connection) {
    this.connection = connection;
  }

  /// By name, but a table comes after those that it refers to.
  ///
  /// @throws IllegalStateException if they refer to each other in a circle
  public List<String> names() throws SQLException {
    var waiting = new TreeMap<String, TreeSet<String>>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(NAMES)) {
      while (rows.next()) {
        waiting.put(rows.getString(1), new TreeSet<>());
      }
    }
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(REFERENCES)) {
      while (rows.next()) {
        waiting.getOrDefault(rows.getString(1), new TreeSet<>()).add(rows.getString(2));
      }
    }
    var ordered = new LinkedHashSet<String>();
    while (!waiting.isEmpty()) {
      var free =
          waiting.entrySet().stream()
              .filter(entry -> ordered.containsAll(entry.getValue()))
              .toList();
      if (free.isEmpty()) {
        throw new IllegalStateException("The tables " + waiting.keySet() + " form a circle.");
      }
      for (var entry : List.copyOf(free)) {
        ordered.add(entry.getKey());
      }
      waiting.keySet().removeAll(ordered);
    }
    return List.copyOf(ordered);
  }

  /// Where the sequences stand.
  public SequencedMap<String, Long> sequences() throws SQLException {
    var sequences = new TreeMap<String, Long>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(SEQUENCES)) {
      while (rows.next()) {
        sequences.put(rows.getString(1), rows.getLong(2));
      }
    }
    return sequences;
  }

  /// @throws SQLException if there is no such sequence
  public void setSequence(String name, long value) throws SQLException {
    try (var statement = connection.prepareStatement("SELECT setval(quote_ident(?), ?)")) {
      statement.setString(1, name);
      statement.setLong(2, value);
      statement.execute();
    }
  }

  /// Writes a table's rows in PostgreSQL's text format, each with its columns in the tables' order.
  ///
  /// @return how many
  public long copyOut(String table, OutputStream to) throws SQLException, IOException {
    return unwrap().getCopyAPI().copyOut("COPY " + target(table) + " TO STDOUT", to);
  }

  /// Adds the rows to the table.
  ///
  /// @param from as {@link #copyOut} writes it
  /// @return how many
  public long copyIn(String table, InputStream from) throws SQLException, IOException {
    return unwrap().getCopyAPI().copyIn("COPY " + target(table) + " FROM STDIN", from);
  }

  public boolean isEmpty(String table) throws SQLException {
    try (var statement = connection.createStatement()) {
      var name = statement.enquoteIdentifier(table, true);
      try (var row = statement.executeQuery("SELECT EXISTS (SELECT FROM " + name + ")")) {
        row.next();
        return !row.getBoolean(1);
      }
    }
  }

  /// Deletes what the migrations put into the tables. Empty ones are not touched: some refuse it.
  public void clear() throws SQLException {
    try (var statement = connection.createStatement()) {
      for (var table : names().reversed()) {
        if (!isEmpty(table)) {
          statement.execute("DELETE FROM " + statement.enquoteIdentifier(table, true));
        }
      }
    }
  }

  private PGConnection unwrap() throws SQLException {
    return connection.unwrap(PGConnection.class);
  }

  private String target(String table) throws SQLException {
    var columns = new ArrayList<String>();
    try (var statement = connection.prepareStatement(COLUMNS)) {
      statement.setString(1, table);
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          columns.add(rows.getString(1));
        }
      }
      return statement.enquoteIdentifier(table, true) + " (" + String.join(", ", columns) + ")";
    }
  }
}
