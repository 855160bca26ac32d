package org.suanli.server.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
final class PostgresTest {
  @TempDir private Path folder = Path.of("");

  private final List<Process> children = new ArrayList<>();

  @AfterEach
  void endChildren() throws InterruptedException {
    for (var child : children) {
      child.destroyForcibly().waitFor();
    }
  }

  private Postgres start() {
    return Postgres.start(folder, FreshDatabase.programs());
  }

  @Test
  void everyCommitIsFlushedAndPagesAreProtected() throws SQLException {
    try (var postgres = start();
        var database = Database.open(postgres.create("suanli"));
        var connection = database.connect()) {
      for (var setting :
          List.of("fsync", "synchronous_commit", "full_page_writes", "data_checksums")) {
        assertThat(ask(connection, "SHOW " + setting)).as(setting).isEqualTo("on");
      }
      assertThat(ask(connection, "SHOW server_encoding")).isEqualTo("UTF8");
      assertThat(ask(connection, "SHOW listen_addresses")).isEmpty();
    }
  }

  @Test
  void anOperatorsSettingsCountUnlessTheyMakeItLessDurable() throws IOException, SQLException {
    Files.writeString(folder.resolve("settings.conf"), "work_mem = 7MB\nfsync = off\n");
    try (var postgres = start();
        var database = Database.open(postgres.create("suanli"));
        var connection = database.connect()) {
      assertThat(ask(connection, "SHOW work_mem")).isEqualTo("7MB");
      assertThat(ask(connection, "SHOW fsync")).isEqualTo("on");
    }
  }

  @Test
  void onlyItsOwnerReachesTheFolderThePasswordAndTheSocket() throws IOException {
    try (var postgres = start()) {
      assertThat(postgres.isAdopted()).isFalse();
      for (var name : List.of("", "run", "logs", "cluster")) {
        assertThat(mode(folder.resolve(name))).as(name).isEqualTo("rwx------");
      }
      assertThat(mode(folder.resolve("password"))).isEqualTo("rw-------");
    }
  }

  @Test
  void aWrongPasswordDoesNotOpenIt() {
    try (var postgres = start()) {
      var right = postgres.create("suanli");
      var wrong = new DatabaseLocation(right.url(), right.user(), "guess");
      assertThatThrownBy(() -> Database.open(wrong))
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("password authentication failed")
          .hasMessageNotContaining(right.password());
      assertThat(right.toString()).doesNotContain(right.password());
    }
  }

  @Test
  void whatWasCommittedIsThereAfterARestart() throws SQLException {
    try (var postgres = start();
        var database = Database.open(postgres.create("suanli"));
        var connection = database.connect()) {
      run(connection, "CREATE TABLE kept AS SELECT 42 AS answer");
    }
    assertThat(running()).isEmpty();
    try (var postgres = start();
        var database = Database.open(postgres.create("suanli"));
        var connection = database.connect()) {
      assertThat(ask(connection, "SELECT answer FROM kept")).isEqualTo("42");
    }
  }

  @Test
  void aFolderServesOneServerAtATime() throws IOException, InterruptedException {
    var output = startChild();
    assertThat(output).startsWith("started");
    assertThatThrownBy(this::start)
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("in use by another server");
    children.getFirst().destroyForcibly().waitFor();
    start().close();
    assertThat(running()).isEmpty();
  }

  @Test
  void whatAKilledServerLeftRunningIsTakenOverWithItsData()
      throws IOException, InterruptedException, SQLException {
    startChild();
    children.getFirst().destroyForcibly().waitFor();
    var orphan = running();
    assertThat(orphan).isPresent();
    try (var postgres = start();
        var database = Database.open(postgres.create("child"));
        var connection = database.connect()) {
      assertThat(postgres.isAdopted()).isTrue();
      assertThat(running()).isEqualTo(orphan);
      assertThat(ask(connection, "SELECT note FROM left_behind")).isEqualTo("by the child");
    }
    assertThat(running()).isEmpty();
  }

  @Test
  void aKilledPostmasterIsStartedAgainAndNothingCommittedIsLost()
      throws IOException, InterruptedException, SQLException {
    startChild();
    var orphan = running().orElseThrow();
    children.getFirst().destroyForcibly().waitFor();
    var process = ProcessHandle.of(orphan.pid()).orElseThrow();
    process.destroyForcibly();
    process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    try (var postgres = start();
        var database = Database.open(postgres.create("child"));
        var connection = database.connect()) {
      assertThat(postgres.isAdopted()).isFalse();
      assertThat(ask(connection, "SELECT note FROM left_behind")).isEqualTo("by the child");
    }
  }

  /// Nobody may have looked after a killed postmaster yet: its number is in use, by a zombie.
  @Test
  void aPredecessorThatIsDeadButNotYetGoneIsWaitedFor() throws IOException, SQLException {
    var pidFile = folder.resolve("cluster/postmaster.pid");
    List<String> lines;
    try (var postgres = start()) {
      assertThat(postgres.isAdopted()).isFalse();
      lines = new ArrayList<>(Files.readAllLines(pidFile));
    }
    var parent = new ProcessBuilder("sh", "-c", "true & echo $!; exec sleep 2").start();
    children.add(parent);
    lines.set(0, parent.inputReader().readLine());
    Files.write(pidFile, lines);
    try (var postgres = start();
        var database = Database.open(postgres.create("suanli"));
        var connection = database.connect()) {
      assertThat(ask(connection, "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void aFolderWithALongPathGetsItsSocketElsewhere() throws SQLException {
    var deep = folder.resolve("d".repeat(120));
    try (var postgres = Postgres.start(deep, FreshDatabase.programs());
        var database = Database.open(postgres.create("suanli"));
        var connection = database.connect()) {
      assertThat(ask(connection, "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  @ExtendWith(FreshDatabase.class)
  void aReadThatTakesTooLongEndsWithItsTimeout(Database database) throws SQLException {
    try (var connection = database.connect()) {
      connection.setNetworkTimeout(Runnable::run, 200);
      assertThatThrownBy(() -> ask(connection, "SELECT pg_sleep(30)"))
          .isInstanceOf(SQLException.class)
          .hasRootCauseInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  @ExtendWith(FreshDatabase.class)
  void anInterruptedThreadFinishesItsQueryAndStaysInterrupted(Database database)
      throws SQLException {
    try (var connection = database.connect()) {
      Thread.currentThread().interrupt();
      assertThat(ask(connection, "SELECT 7 FROM pg_sleep(0.1)")).isEqualTo("7");
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  /// Starts a server in a process of its own and waits until it has written a table.
  private String startChild() throws IOException {
    var child =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    children.add(child);
    return child.inputReader().readLine();
  }

  private Optional<Postmaster> running() {
    return Postmaster.find(folder.resolve("cluster"));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String ask(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var result = statement.executeQuery(sql)) {
      assertThat(result.next()).isTrue();
      return result.getString(1);
    }
  }

  /// A server that starts, commits, says so, and then waits to be killed.
  static final class Child {
    private Child() {}

    static void main(String[] arguments) throws Exception {
      var postgres = Postgres.start(Path.of(arguments[0]), FreshDatabase.programs());
      var location = postgres.create("child");
      try (var connection =
          DriverManager.getConnection(location.url(), location.user(), location.password())) {
        run(connection, "CREATE TABLE left_behind AS SELECT 'by the child' AS note");
      }
      System.out.println("started " + (postgres.isAdopted() ? "adopted" : "new"));
      new CountDownLatch(1).await();
    }
  }
}
