package org.suanli.server.loop;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.suanli.core.engine.Event;

/// Writes the tables that queries read, from events alone.
///
/// Rows are gathered first and then written table by table: all insertions, then one update for
/// each row that changed. So a batch of any size costs one round trip per statement.
public final class Projections {
  /// The tables that the journal determines, each with its order; a table that others refer to
  /// comes before them.
  private static final List<Table> TABLES =
      List.of(
          new Table("membership", "member"),
          new Table("programme", "programme"),
          new Table("quota", "organization, project"),
          new Table("allocation", "id"),
          new Table("rating", "model, version"),
          new Table("price", "version"),
          new Table("policy", "version"),
          new Table("job", "id"),
          new Table("attempt", "job, number"),
          new Table("task", "job, attempt, task"),
          new Table("ledger_entry", "seq"),
          new Table("job_event", "seq"),
          new Table("node_event", "seq"));

  private static final int REPLAY_BATCH = 1_000;

  private record Table(String name, String order) {}

  /// An event with its number in the journal.
  public record Numbered(long seq, Event.Stamped event) {}

  private Projections() {}

  /// Writes what a batch of events changes. The caller owns the transaction.
  ///
  /// @param firstSeq the first event's number in the journal; the others follow it
  public static void write(Connection connection, long firstSeq, List<Event.Stamped> events)
      throws SQLException {
    var tenancy = new TenancyRows();
    var jobs = new JobRows();
    var books = new LedgerRows();
    var timeline = new TimelineRows();
    long seq = firstSeq;
    for (var event : events) {
      tenancy.take(seq, event);
      jobs.take(event);
      books.take(seq, event);
      timeline.take(seq, event);
      seq++;
    }
    tenancy.write(connection);
    jobs.write(connection);
    books.write(connection);
    timeline.write(connection);
  }

  /// Empties the tables and writes them anew. The caller owns the transaction.
  ///
  /// @param journal all events, in order
  public static void rebuild(Connection connection, Stream<Numbered> journal) throws SQLException {
    try (var statement = connection.createStatement()) {
      for (var table : TABLES) {
        statement.execute("DELETE FROM " + table.name());
      }
    }
    replay(connection, journal);
  }

  /// Writes the tables anew beside the live ones and compares the two, row by row. Leaves the
  /// connection's transaction rolled back.
  ///
  /// @param journal all events that the live tables were written from, in order
  /// @return the tables that differ, each with one row that does; empty if none
  public static SequencedMap<String, String> compare(
      Connection connection, Stream<Numbered> journal) throws SQLException {
    boolean wasAutoCommit = connection.getAutoCommit();
    connection.setAutoCommit(false);
    try {
      try (var statement = connection.createStatement()) {
        for (var table : TABLES) {
          // A temporary table hides the live one of its name on this connection.
          statement.execute(
              "CREATE TEMPORARY TABLE %1$s (LIKE %1$s INCLUDING ALL) ON COMMIT DROP"
                  .formatted(table.name()));
        }
      }
      replay(connection, journal);
      return differences(connection);
    } finally {
      connection.rollback();
      connection.setAutoCommit(wasAutoCommit);
    }
  }

  private static SequencedMap<String, String> differences(Connection connection)
      throws SQLException {
    var differences = new java.util.LinkedHashMap<String, String>();
    try (var statement = connection.createStatement()) {
      String live;
      try (var schema = statement.executeQuery("SELECT current_schema()")) {
        schema.next();
        live = schema.getString(1);
      }
      for (var table : TABLES) {
        var sql =
            """
            SELECT row FROM (
              (SELECT 'live: ' || l::text AS row FROM "%1$s".%2$s l
                EXCEPT SELECT 'live: ' || r::text FROM pg_temp.%2$s r)
              UNION ALL
              (SELECT 'rebuilt: ' || r::text AS row FROM pg_temp.%2$s r
                EXCEPT SELECT 'rebuilt: ' || l::text FROM "%1$s".%2$s l)) rows
            ORDER BY row LIMIT 1
            """
                .formatted(live, table.name());
        try (var rows = statement.executeQuery(sql)) {
          if (rows.next()) {
            differences.put(table.name(), rows.getString(1));
          }
        }
      }
    }
    return differences;
  }

  private static void replay(Connection connection, Stream<Numbered> journal) throws SQLException {
    var batch = new ArrayList<Event.Stamped>(REPLAY_BATCH);
    long first = 0;
    for (var iterator = journal.iterator(); iterator.hasNext(); ) {
      var next = iterator.next();
      if (!batch.isEmpty()
          && (batch.size() == REPLAY_BATCH || next.seq() != first + batch.size())) {
        write(connection, first, batch);
        batch.clear();
      }
      if (batch.isEmpty()) {
        first = next.seq();
      }
      batch.add(next.event());
    }
    if (!batch.isEmpty()) {
      write(connection, first, batch);
    }
  }
}
