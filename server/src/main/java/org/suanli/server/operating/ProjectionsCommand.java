package org.suanli.server.operating;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.suanli.core.engine.State;
import org.suanli.server.database.DatabaseException;
import org.suanli.server.journal.Journal;
import org.suanli.server.journal.Recorded;
import org.suanli.server.loop.Projections;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Makes anew what follows from a centre's journal, and compares it with what is there.
@Command(
    name = "projections",
    description =
        "Make the tables that queries read, and the snapshots, anew from the whole journal and"
            + " compare: exit code 0 if they are the same, 1 if they differ, with a row that does.",
    mixinStandardHelpOptions = true)
final class ProjectionsCommand implements Callable<Integer> {
  /// All rows may lie in archives.
  private static final String HEAD =
      "SELECT coalesce((SELECT max(seq) FROM journal), (SELECT max(last_seq) FROM archive), 0)";

  @Option(
      names = "--rebuild",
      description = "First write the tables anew; the server must be stopped.")
  private boolean isToBeRebuilt;

  @Mixin private CentreOptions centre = new CentreOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    try (var opened = centre.open();
        var connection = opened.database().connect()) {
      var journal = new Journal(opened.database(), centre.archives());
      if (isToBeRebuilt) {
        connection.setAutoCommit(false);
        journal.stream(1, rows -> rebuild(connection, rows));
        connection.commit();
      }
      // The tables as they are at this row, whatever a server appends meanwhile.
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setAutoCommit(false);
      long head = head(connection);
      var differences =
          journal.stream(
              1, rows -> compare(journal, connection, rows.takeWhile(row -> row.seq() <= head)));
      var out = spec.commandLine().getOut();
      differences.forEach(
          (what, row) -> out.printf("Not what the journal says: %s: %s%n", what, row));
      if (differences.isEmpty()) {
        out.printf("Tables and snapshots are what the journal says: %d rows.%n", head);
      }
      out.flush();
      return differences.isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }
  }

  private static long head(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(HEAD)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static boolean rebuild(Connection connection, Stream<Recorded> rows) {
    try {
      Projections.rebuild(
          connection, rows.map(row -> new Projections.Numbered(row.seq(), row.stamped())));
      return true;
    } catch (SQLException e) {
      throw new DatabaseException("The tables cannot be rebuilt: " + e.getMessage(), e);
    }
  }

  private static SequencedMap<String, String> compare(
      Journal journal, Connection connection, Stream<Recorded> rows) {
    var snapshots = journal.snapshots();
    var kept = snapshots.positions();
    var state = new State();
    var wrong = new ArrayList<Long>();
    try {
      var differences =
          Projections.compare(
              connection,
              rows.map(
                  row -> {
                    state.apply(row.stamped());
                    if (kept.stream().anyMatch(at -> at.seq() == row.seq())
                        && !snapshots.isSame(row.seq(), state)) {
                      wrong.add(row.seq());
                    }
                    return new Projections.Numbered(row.seq(), row.stamped());
                  }));
      wrong.forEach(seq -> differences.put("snapshot", "after row " + seq));
      return differences;
    } catch (SQLException e) {
      throw new DatabaseException("The tables cannot be compared: " + e.getMessage(), e);
    }
  }
}
