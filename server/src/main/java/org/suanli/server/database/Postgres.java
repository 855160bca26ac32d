package org.suanli.server.database;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.suanli.server.database.DatabaseLocation.Login;

/// A PostgreSQL of the server's own, made and started on a data folder.
///
/// It is durable (every commit is flushed), listens on a UNIX socket alone, and asks for a password
/// that lies in a file for its owner's eyes. It is a session of its own: neither Ctrl-C at the
/// server nor the server's death ends it. Whoever starts on the folder next takes it over; two
/// servers at a time cannot, as the first holds a lock that the kernel drops with its process. If
/// it ends by itself, it is started again.
public final class Postgres implements AutoCloseable {
  private static final String USER = "suanli";
  private static final Duration INITDB_MAX = Duration.ofMinutes(2);

  /// Long, for a start after a crash replays what the log holds.
  private static final Duration START_MAX = Duration.ofMinutes(5);

  private static final Duration STOP_MAX = Duration.ofMinutes(1);

  /// What the calling process is granted beyond what pg_ctl is told.
  private static final Duration MARGIN = Duration.ofSeconds(10);

  /// How long a killed predecessor may take to be gone.
  private static final Duration PREDECESSOR_MAX = Duration.ofSeconds(20);

  private static final Duration PREDECESSOR_STEP = Duration.ofMillis(200);

  /// How long the backends of one that died may take to notice that; then they are ended.
  private static final Duration BACKENDS_MAX = Duration.ofSeconds(5);

  /// Six starts that do not mend it, within half a minute of pauses, such as of a full disk.
  private static final Caretaker.Patience PATIENCE =
      new Caretaker.Patience(6, Duration.ofSeconds(1), Duration.ofMinutes(5));

  private static final int LOG_LINES_SHOWN = 20;

  private final PostgresFolder folder;
  private final Programs programs;
  private final Path pgCtl;
  private final Path postgres;
  private final boolean isAdopted;
  private final Caretaker caretaker = new Caretaker(this::process, this::launch, PATIENCE);
  private Path socket;

  private Postgres(PostgresFolder folder, PostgresPrograms home) {
    this.folder = folder;
    this.pgCtl = home.program("pg_ctl");
    this.postgres = home.program("postgres");
    this.programs = Programs.detect(folder.root());
    this.socket = folder.socket();
    if (!Files.isDirectory(folder.cluster())) {
      create(home.program("initdb"));
    }
    this.isAdopted = adopt();
    if (!isAdopted) {
      launch();
    }
  }

  /// Starts PostgreSQL on the folder, or takes over one that a killed server left running there.
  ///
  /// @param data is made if it does not exist
  /// @param programs where the programs are unpacked; may be shared by servers and be deleted when
  ///   none runs
  /// @throws DatabaseException if another server uses the folder, or PostgreSQL cannot be started
  public static Postgres start(Path data, Path programs) {
    var folder = PostgresFolder.open(data);
    try {
      var postgres = new Postgres(folder, PostgresPrograms.unpack(programs.toAbsolutePath()));
      postgres.caretaker.start();
      return postgres;
    } catch (RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  /// Whether it ran already, left by a server that was killed.
  public boolean isAdopted() {
    return isAdopted;
  }

  /// How often it ended by itself and was started again.
  public int restarts() {
    return caretaker.restarts();
  }

  private Optional<ProcessHandle> process() {
    return Postmaster.find(folder.cluster()).flatMap(running -> ProcessHandle.of(running.pid()));
  }

  /// Where a database is; it need not exist.
  ///
  /// @param name of letters, digits and '_'
  public DatabaseLocation location(String name) {
    requireName(name);
    return DatabaseLocation.ofSocket(socket, name, new Login(USER, folder.password()));
  }

  /// Makes the database unless it exists.
  public DatabaseLocation create(String name) {
    var made = location(name);
    var admin = location("postgres");
    try (var connection = DriverManager.getConnection(admin.url(), admin.user(), admin.password());
        var find = connection.prepareStatement("SELECT FROM pg_database WHERE datname = ?");
        var create = connection.createStatement()) {
      find.setString(1, name);
      if (!find.executeQuery().next()) {
        create.execute("CREATE DATABASE " + name);
      }
      return made;
    } catch (SQLException e) {
      throw new DatabaseException("The database " + name + " cannot be made: " + e.getMessage(), e);
    }
  }

  /// Ends PostgreSQL: open transactions are rolled back, what was committed is on disk.
  @Override
  public void close() {
    caretaker.close();
    try {
      stop();
    } finally {
      folder.close();
    }
  }

  private void stop() {
    var running = Postmaster.find(folder.cluster());
    if (running.isEmpty()) {
      return;
    }
    for (var mode : List.of("fast", "immediate")) {
      if (control(STOP_MAX, "stop", "-m", mode) == 0) {
        return;
      }
    }
    if (Postmaster.find(folder.cluster()).isPresent()) {
      throw new DatabaseException(
          "PostgreSQL (process " + running.get().pid() + ") does not stop.\n" + lastWords());
    }
  }

  /// A running one is taken over if it is the same program and lets the server in; it is stopped
  /// otherwise.
  private boolean adopt() {
    var running = Postmaster.find(folder.cluster());
    if (running.isEmpty()) {
      return false;
    }
    socket = running.get().socket();
    if (isProgram(running.get()) && isOpen()) {
      return true;
    }
    stop();
    socket = folder.socket();
    return false;
  }

  private boolean isProgram(Postmaster running) {
    try {
      return running.program().isPresent() && running.program().get().equals(postgres.toRealPath());
    } catch (IOException e) {
      throw new DatabaseException("The program " + postgres + " cannot be found.", e);
    }
  }

  private boolean isOpen() {
    var admin = location("postgres");
    try (var connection =
        DriverManager.getConnection(admin.url(), admin.user(), admin.password())) {
      return connection.isValid((int) MARGIN.toSeconds());
    } catch (SQLException _) {
      // It is starting or stopping, or has another password.
      return false;
    }
  }

  /// Makes the cluster beside and moves it into place, so that a half-made one is never used.
  private void create(Path initdb) {
    try {
      var made = folder.root().resolve("cluster.new");
      Trees.delete(made);
      int code =
          programs.run(
              List.of(
                  initdb.toString(),
                  "--pgdata=" + made,
                  "--username=" + USER,
                  "--pwfile=" + folder.passwordFile(),
                  "--auth=scram-sha-256",
                  "--encoding=UTF8",
                  "--locale=C",
                  "--data-checksums"),
              folder.controlLog(),
              INITDB_MAX);
      if (code != 0) {
        throw new DatabaseException("PostgreSQL could not be set up.\n" + lastWords());
      }
      Files.move(made, folder.cluster());
    } catch (IOException e) {
      throw new DatabaseException(
          "PostgreSQL could not be set up in " + folder.root() + ": " + e, e);
    }
  }

  private void launch() {
    folder.writeSettings(socket);
    if (!isStarted()) {
      throw new DatabaseException("PostgreSQL does not start.\n" + lastWords());
    }
    if (!isOpen()) {
      stop();
      throw new DatabaseException(
          "PostgreSQL started and does not let the server in.\nMaybe "
              + folder.passwordFile()
              + " is not the file that it was set up with.");
    }
  }

  /// A predecessor that was killed is gone only once its parent looked after it, and its last
  /// backend noticed; and one that a killed server was just starting may come up meanwhile. Until
  /// none is there, PostgreSQL does not start.
  private boolean isStarted() {
    long giveUp = System.nanoTime() + PREDECESSOR_MAX.toNanos();
    while (true) {
      clearAway();
      boolean isHindered = isClaimed();
      if (control(START_MAX, "start", "--log=" + folder.startLog()) == 0) {
        return true;
      }
      if (System.nanoTime() - giveUp > 0 || !(isHindered || isClaimed())) {
        return false;
      }
      pause();
    }
  }

  private boolean isClaimed() {
    return Files.exists(folder.cluster().resolve("postmaster.pid"));
  }

  /// The backends of one that was killed end as soon as they notice. Two of them on one folder at a
  /// time would destroy it: PostgreSQL refuses that, and it is not left to chance.
  private void clearAway() {
    long patience = System.nanoTime() + BACKENDS_MAX.toNanos();
    long giveUp = System.nanoTime() + PREDECESSOR_MAX.toNanos();
    var left = Postmaster.backends(folder.cluster());
    while (!left.isEmpty()) {
      if (System.nanoTime() - giveUp > 0) {
        throw new DatabaseException(
            "The processes " + left + " of an earlier PostgreSQL must end first.");
      }
      if (System.nanoTime() - patience > 0) {
        left.forEach(ProcessHandle::destroyForcibly);
      }
      pause();
      left = Postmaster.backends(folder.cluster());
    }
    Postmaster.forgetUnburied(folder.cluster().resolve("postmaster.pid"));
    Postmaster.forgetUnburied(socket.resolveSibling(socket.getFileName() + ".lock"));
  }

  private static void pause() {
    try {
      Thread.sleep(PREDECESSOR_STEP);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseException("Interrupted while PostgreSQL started.", e);
    }
  }

  private int control(Duration max, String action, String... more) {
    var command = new ArrayList<String>();
    command.addAll(List.of(pgCtl.toString(), action, "--pgdata=" + folder.cluster(), "--wait"));
    command.add("--timeout=" + max.toSeconds());
    command.addAll(List.of(more));
    return programs.run(command, folder.controlLog(), max.plus(MARGIN));
  }

  private String lastWords() {
    var words = new StringBuilder();
    for (var log : List.of(folder.controlLog(), folder.startLog())) {
      if (!Files.exists(log)) {
        continue;
      }
      try {
        var lines = Files.readAllLines(log, StandardCharsets.UTF_8);
        lines.stream()
            .skip(Math.max(0, lines.size() - LOG_LINES_SHOWN))
            .forEach(line -> words.append(line).append('\n'));
      } catch (IOException e) {
        words.append(e).append('\n');
      }
    }
    return words.append("More may be in ").append(folder.logs()).toString();
  }

  private static void requireName(String name) {
    if (!name.matches("[a-z_][a-z0-9_]{0,62}")) {
      throw new IllegalArgumentException(
          "The database's name (" + name + ") must be 1 to 63 characters of a-z, 0-9 and '_'.");
    }
  }
}
