package org.suanli.server.operating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.suanli.simulation.CentreFixture.aCentre;
import static org.suanli.simulation.JobFixture.aJob;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.suanli.core.engine.Answer;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Engine;
import org.suanli.core.engine.Event;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.JobId;
import org.suanli.core.units.MemberId;
import org.suanli.server.identity.CentreKey;
import org.suanli.server.journal.Journal;
import org.suanli.server.journal.JournalSeat;
import org.suanli.server.journal.Leadership;
import org.suanli.server.loop.Projections;
import org.suanli.server.wiring.DataFolder;
import org.suanli.simulation.Script;
import picocli.CommandLine;

@Timeout(300)
class OperatingTest {
  @TempDir private Path folder = Path.of("");

  private Path data = Path.of("");
  private final org.suanli.simulation.Centre centre =
      aCentre().whereTasks(Script.runs(Duration.ofHours(1))).open();
  private int written;

  /// What a command printed, and its exit code.
  private record Said(int code, String text) {}

  @BeforeEach
  void aCentreWithAJobThatRunsAndOneThatWaits() throws Exception {
    data = folder.resolve("data");
    centre.submit(aJob().accelerators(8));
    centre.submit(aJob().accelerators(8));
    append();
  }

  /// Appends what the centre decided since.
  private void append() throws InterruptedException {
    try (var held = DataFolder.hold(data, Optional.empty())) {
      held.database().migrate();
      try (var term = seat(held).take()) {
        term.append(centre.journal().subList(written, centre.journal().size()));
      }
    }
    written = centre.journal().size();
  }

  private static JournalSeat seat(DataFolder held) {
    var leadership = new Leadership(held.database(), "test", Duration.ofMinutes(1));
    return new JournalSeat(
        leadership, new Journal(held.database()), Projections::write, InstantSource.system());
  }

  private Said run(Object command, Path data, Object... arguments) {
    var all = new ArrayList<>(List.of("--data", data.toString()));
    for (var argument : arguments) {
      all.add(argument.toString());
    }
    var text = new StringWriter();
    var line = new CommandLine(command).setOut(new PrintWriter(text)).setErr(new PrintWriter(text));
    line.setExecutionExceptionHandler(
        (failure, _, _) -> {
          text.append(failure.getMessage());
          return CommandLine.ExitCode.SOFTWARE;
        });
    return new Said(line.execute(all.toArray(String[]::new)), text.toString());
  }

  private Said verify(Path data, Object... arguments) {
    return run(new AuditCommand.Verify(), data, arguments);
  }

  @Test
  void noNumberIsGivenTwiceAcrossARestoration() throws Exception {
    var file = folder.resolve("backup.zip");
    assertThat(run(new BackupCommand(), data, file).code()).isZero();
    int kept = written;
    centre.submit(aJob());
    centre.run(Duration.ofHours(2));
    var forgotten = centre.journal().subList(kept, centre.journal().size());

    var fresh = folder.resolve("fresh");
    var said = run(new RestoreCommand(), fresh, file);
    assertThat(said.text()).contains("Last row of the journal: " + kept + " ", "r1-");
    assertThat(said.code()).isZero();
    List<Event.Stamped> after;
    try (var held = DataFolder.hold(fresh, Optional.empty());
        var term = seat(held).take()) {
      assertThat(new Journal(held.database()).head().seq()).isEqualTo(kept + 1);
      after = goOn(term.engine());
    }
    assertThat(jobs(forgotten)).isNotEmpty();
    assertThat(jobs(after)).isNotEmpty().doesNotContainAnyElementsOf(jobs(forgotten));
    assertThat(attempts(forgotten)).isNotEmpty();
    assertThat(attempts(after)).isNotEmpty().doesNotContainAnyElementsOf(attempts(forgotten));
    try (var held = DataFolder.hold(fresh, Optional.empty());
        var term = seat(held).take()) {
      assertThat(term.epoch()).isPositive();
      assertThat(new Journal(held.database()).head().seq()).isEqualTo(kept + 1);
    }
  }

  /// What the machines do not know is lost; one more job is submitted; what fits is placed.
  private static List<Event.Stamped> goOn(Engine engine) {
    var events = new ArrayList<Event.Stamped>();
    var commands = new ArrayList<Command>();
    for (var job : engine.state().running()) {
      var ending = new Event.TaskEnding.Lost("it is not known", engine.state().now());
      var attempt = job.attempt().orElseThrow().id();
      commands.add(new Command.ReportTaskEnded(attempt, 0, ending));
    }
    commands.add(aJob().accelerators(8).submit());
    commands.add(new Command.Advance());
    var clock = InstantSource.system();
    for (var command : commands) {
      switch (engine.execute(command, MemberId.PLATFORM, clock.instant())) {
        case Answer.Accepted(var more) -> events.addAll(more);
        case Answer.Refused(var rejected) -> throw new AssertionError(command + ": " + rejected);
      }
    }
    return events;
  }

  private static List<JobId> jobs(List<Event.Stamped> events) {
    return events.stream()
        .map(Event.Stamped::event)
        .filter(Event.JobSubmitted.class::isInstance)
        .map(event -> ((Event.JobSubmitted) event).job())
        .toList();
  }

  private static List<AttemptId> attempts(List<Event.Stamped> events) {
    return events.stream()
        .map(Event.Stamped::event)
        .filter(Event.AttemptPlaced.class::isInstance)
        .map(event -> ((Event.AttemptPlaced) event).attempt())
        .toList();
  }

  @Test
  void nothingIsWrittenOver() throws IOException {
    var file = Files.writeString(folder.resolve("kept.zip"), "kept");
    assertThat(run(new BackupCommand(), data, file))
        .isEqualTo(new Said(1, "The file (" + file + ") must not exist yet."));
    assertThat(file).hasContent("kept");
    var backup = folder.resolve("backup.zip");
    assertThat(run(new BackupCommand(), data, backup).code()).isZero();
    var said = run(new RestoreCommand(), data, backup);
    assertThat(said.code()).isEqualTo(1);
    assertThat(said.text()).contains("must be empty");
    assertThat(verify(data).text()).contains("sound: " + written + " rows");
  }

  @Test
  void whatAServerHoldsAndWhatIsNotThereIsRefused() {
    var file = folder.resolve("backup.zip");
    try (var held = DataFolder.hold(data, Optional.empty())) {
      assertThat(held.database()).isNotNull();
      for (var said : List.of(run(new BackupCommand(), data, file), verify(data))) {
        assertThat(said.code()).isEqualTo(1);
        assertThat(said.text()).contains("must not be used by another server", "stop it first");
      }
    }
    var nowhere = folder.resolve("nowhere");
    assertThat(run(new BackupCommand(), nowhere, file).text()).contains("must hold a centre");
    assertThat(verify(nowhere).text()).contains("must hold a centre");
    assertThat(run(new RestoreCommand(), nowhere, file).text()).contains("that exists");
    assertThat(nowhere).doesNotExist();
  }

  @Test
  void theAuditNamesTheFirstBadRowAndMissesACutOffEndOnlyWithoutAnchors() throws SQLException {
    var heads = folder.resolve("heads");
    assertThat(run(new AuditCommand.Heads(), data, heads, "--every", 3).code()).isZero();
    var sound = verify(data, "--anchor", heads);
    assertThat(sound.text()).contains("sound: " + written + " rows", "Anchors met: ");
    assertThat(sound.code()).isZero();

    change("DELETE FROM journal WHERE seq = " + written);
    assertThat(verify(data).code()).isZero();
    var cut = verify(data, "--anchor", heads);
    assertThat(cut.code()).isEqualTo(1);
    assertThat(cut.text()).contains("broken at row " + written + ": it is missing");

    change("UPDATE journal SET member = member + 1 WHERE seq = 4");
    var changed = verify(data);
    assertThat(changed.code()).isEqualTo(1);
    assertThat(changed.text())
        .contains("broken at row 4: it is not what was written", "The last good row: 3 ");
  }

  @Test
  void theAuditOfTablesNamesTheFirstRowThatIsNotWhatTheJournalSays() throws SQLException {
    var same = run(new ProjectionsCommand(), data);
    assertThat(same.text()).contains("are what the journal says: " + written + " rows");
    assertThat(same.code()).isZero();

    change("UPDATE job SET member = 77 WHERE id = 2");
    var changed = run(new ProjectionsCommand(), data);
    assertThat(changed.code()).isEqualTo(1);
    assertThat(changed.text()).contains("Not what the journal says: job: live: (2,", ",77,");
    assertThat(run(new ProjectionsCommand(), data, "--rebuild").code()).isZero();
    assertThat(run(new ProjectionsCommand(), data).code()).isZero();
  }

  @Test
  void headsAreSignedAndAChangeOfThemIsNoticed() throws IOException {
    var heads = folder.resolve("heads");
    var written = run(new AuditCommand.Heads(), data, heads, "--every", 3);
    var signer = written.text().replaceAll("(?s).*Signed by the key ([0-9a-f]{64}).*", "$1");
    var sound = verify(data, "--anchor", heads, "--signer", signer);
    assertThat(sound.code()).isZero();
    assertThat(sound.text()).contains("Anchors met: ", "Signed by the key " + signer);

    var other = verify(data, "--anchor", heads, "--signer", "0".repeat(64));
    assertThat(other.code()).isEqualTo(1);
    assertThat(other.text()).contains("must be signed by the key 000");
    var text = Files.readString(heads);
    Files.writeString(heads, text.substring(text.indexOf('\n') + 1));
    assertThat(verify(data, "--anchor", heads).text()).contains("signature of the rows must fit");
    Files.writeString(heads, text.substring(0, text.indexOf("signature")));
    assertThat(verify(data, "--anchor", heads).text()).contains("must have its signature");
  }

  @Test
  void oldRowsAndCodeThatNoJobNeedsAreArchivedAndDeleted() throws Exception {
    for (int job = 0; job < 600; job++) {
      centre.accept(new Command.Cancel(centre.submit(aJob())));
    }
    try (var held = DataFolder.hold(data, Optional.empty());
        var term = seat(held).take()) {
      var rest = centre.journal().subList(written, centre.journal().size());
      rest.forEach(term.engine().state()::apply);
      term.append(rest);
      written += rest.size();
    }
    var needed = code("needed");
    var unneeded = code("unneeded");
    // All jobs of this test have the job file of this digest.
    change(
        "INSERT INTO job_spec VALUES (repeat('0', 64), 'job', '{\"code\":\"sha256:"
            + needed.getFileName()
            + "\"}', now())");
    var said = run(new ArchiveCommand(), data, "--before", "2100-01-01");
    assertThat(said.text())
        .contains("Moved the rows 1 to " + written + " of the journal", "no job needs: 1.");
    assertThat(said.code()).isZero();
    assertThat(needed).exists();
    assertThat(unneeded).doesNotExist();
    assertThat(verify(data).text()).contains("sound: " + written + " rows");
    assertThat(run(new ProjectionsCommand(), data).code()).isZero();
    var none = verify(data, "--archives", folder.resolve("nowhere"));
    assertThat(none.code()).isEqualTo(1);
    assertThat(none.text()).contains("broken at row 1: it lies in an archive");
  }

  private Path code(String what) throws IOException {
    var bytes = what.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    var digest = what.equals("needed") ? "a".repeat(64) : "b".repeat(64);
    var file = Files.write(Files.createDirectories(data.resolve("code")).resolve(digest), bytes);
    Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.fromMillis(0));
    return file;
  }

  @Test
  void rowsAreNotArchivedBeforeThereIsASnapshot() {
    var said = run(new ArchiveCommand(), data, "--before", "2100-01-01");
    assertThat(said.code()).isEqualTo(1);
    assertThat(said.text()).contains("must be a snapshot", "start the server");
    assertThat(verify(data).text()).contains("sound: " + written + " rows");
  }

  @Test
  void aLostKeyIsForgottenWithWhatItSealedButNotWhileAServerLeads() throws Exception {
    openWith("lost.key");
    assertThatThrownBy(() -> openWith("next.key")).hasMessageContaining("forget-secrets");
    change("UPDATE lease SET holder = 'first', until = clock_timestamp() + interval '1 day'");
    var refused = run(new ForgetSecretsCommand(), data);
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.text()).contains("The server (first) that leads");
    change("UPDATE lease SET until = '-infinity'");
    assertThat(run(new ForgetSecretsCommand(), data))
        .isEqualTo(
            new Said(0, "Forgot 0 secrets of projects and 0 answers to requests with a key.\n"));
    openWith("next.key");
  }

  private void openWith(String key) {
    try (var held = DataFolder.hold(data, Optional.empty())) {
      CentreKey.open(
          folder.resolve(key), JdbcClient.create(held.database().pool()), new SecureRandom());
    }
  }

  private void change(String sql) throws SQLException {
    try (var held = DataFolder.hold(data, Optional.empty());
        var connection = held.database().connect();
        var statement = connection.createStatement()) {
      statement.execute("ALTER TABLE journal DISABLE TRIGGER ALL");
      statement.execute(sql);
    }
  }
}
