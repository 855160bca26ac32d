package org.suanli.server.operating;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.suanli.server.http.CodeStore;
import org.suanli.server.journal.Journal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Moves old rows of a centre's journal out of its database, into a file.
@Command(
    name = "archive",
    description =
        "Move old rows of the journal out of the database, into a file. The file is read and"
            + " checked before the rows are deleted; rows that the snapshots do not cover stay."
            + " Deletes uploaded code that only jobs of that time named.",
    mixinStandardHelpOptions = true)
public final class ArchiveCommand implements Callable<Integer> {
  /// Digests that a job names which lives, or ended since.
  private static final String NEEDED =
      """
      SELECT DISTINCT substring(canonical FROM '"code":"sha256:([0-9a-f]{64})"')
      FROM job JOIN job_spec USING (digest)
      WHERE (ended_at IS NULL OR ended_at >= ?) AND canonical LIKE '%"code":"sha256:%'
      """;

  /// A client that found its code here need not send it again, and may be about to name it.
  private static final String LATEST =
      "SELECT least(?::timestamptz, clock_timestamp() - interval '1 day')";

  @Option(
      names = "--before",
      paramLabel = "DATE",
      required = true,
      description = "Rows before this day, in UTC, as 2026-01-31.")
  private LocalDate before = LocalDate.EPOCH;

  @Mixin private CentreOptions centre = new CentreOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    try (var opened = centre.open()) {
      opened.database().migrate();
      var time = before.atStartOfDay(ZoneOffset.UTC).toInstant();
      var journal = new Journal(opened.database(), centre.archives());
      var last = journal.lastBefore(time);
      var moved = centre.archives().move(opened.database(), last);
      var out = spec.commandLine().getOut();
      if (moved.isPresent()) {
        var rows = moved.get();
        out.printf(
            "Moved the rows %d to %d of the journal to %s.%n",
            rows.firstSeq(), rows.last().seq(), rows.file());
        out.printf("Its last row: %s%n", rows.last());
        out.println("Audits and rebuilds need the file: keep it as safe as a backup.");
      } else {
        out.println("There is nothing to archive.");
      }
      out.printf("Deleted uploaded code that no job needs: %d.%n", forgetCode(opened, time));
      out.flush();
    }
    return CommandLine.ExitCode.OK;
  }

  private int forgetCode(CentreOptions.Opened opened, Instant before) throws Exception {
    var needed = new TreeSet<String>();
    try (var connection = opened.database().connect();
        var statement = connection.prepareStatement(NEEDED);
        var clock = connection.prepareStatement(LATEST)) {
      var time = before.atOffset(ZoneOffset.UTC);
      statement.setObject(1, time);
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          needed.add(rows.getString(1));
        }
      }
      clock.setObject(1, time);
      try (var row = clock.executeQuery()) {
        row.next();
        var latest = row.getObject(1, OffsetDateTime.class).toInstant();
        return CodeStore.open(centre.codeFolder()).forget(needed, latest);
      }
    }
  }
}
