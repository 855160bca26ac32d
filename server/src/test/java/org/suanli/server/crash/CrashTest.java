package org.suanli.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.suanli.api.Allocations;
import org.suanli.api.Amount;
import org.suanli.api.Paths;
import org.suanli.api.Tenants;
import org.suanli.api.Window;
import org.suanli.server.database.Database;
import org.suanli.server.database.OtherPostgres;
import org.suanli.server.wiring.DataFolder;

/// A real server is killed again and again under load. `-Dkills=` says how often; `-Dseed=` repeats
/// the choices of a run, though not how the processes raced.
@Timeout(900)
class CrashTest {
  private static final int KILLS = Integer.getInteger("kills", 30);
  private static final int CLIENTS = 5;
  private static final int LOAD_MILLIS_MIN = 200;
  private static final int LOAD_MILLIS_MAX = 1_800;
  private static final int STARTUP_MILLIS_MAX = 4_000;
  private static final int RACE_MILLIS_MAX = 60;
  private static final Duration SETTLE_MAX = Duration.ofSeconds(90);
  private static final Duration LOOK = Duration.ofMillis(50);

  private final long seed = Long.getLong("seed", System.nanoTime() & 0xFFFF_FFFFL);
  private final Random random = new Random(seed);

  @TempDir private Path folder = Path.of("");
  private Witness witness = new Witness(Path.of(""));
  private Examination examination = new Examination(witness);
  private final Client.Counts counts = new Client.Counts();
  private final List<Client> clients = new ArrayList<>();
  private final List<ServerProcess> servers = new ArrayList<>();
  private final TreeMap<Blow, Integer> blows = new TreeMap<>();
  private String token = "";
  private int adopted;
  private int seen;

  /// What is killed, and when.
  private enum Blow {
    SERVER,
    SERVER_AND_DATABASE,
    /// The server lives on for a moment, and does not know what became of its last commit.
    DATABASE_THEN_SERVER,
    WHILE_STARTING
  }

  @BeforeEach
  void prepare() throws IOException {
    // Tasks run as others than the server, and must get to their folders.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    witness = Witness.in(folder);
    examination = new Examination(witness);
    for (int number = 0; number < CLIENTS; number++) {
      clients.add(new Client(number, new Random(random.nextLong()), witness.file(), counts));
    }
  }

  /// Nothing that this test started outlives it, whatever it found.
  @AfterEach
  void endAll() throws IOException {
    servers.forEach(ServerProcess::close);
    for (long pid : witness.processes().keySet()) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
    postgres().map(OtherPostgres::postmaster).ifPresent(ProcessHandle::destroyForcibly);
  }

  private Path data() {
    return folder.resolve("data");
  }

  private Optional<OtherPostgres> postgres() {
    return OtherPostgres.find(data().resolve("postgres"), "suanli");
  }

  private ServerProcess start() {
    var options = List.of("--data", data().toString(), "--nodes", "2", "--slots", "4");
    var server = ServerProcess.start(folder.resolve("server.log"), Map.of(), options);
    servers.add(server);
    return server;
  }

  @Test
  void nothingAcknowledgedIsLostAndNothingRunsTwiceHoweverOftenTheServerIsKilled()
      throws Exception {
    System.out.println("CrashTest: seed " + seed + ", kills " + KILLS);
    try {
      set();
      for (int kill = 0; kill < KILLS; kill++) {
        strike();
      }
      finish();
      System.out.printf(
          "CrashTest: %s; PostgreSQL taken over %d times; %s; %d jobs, %d attempts, %d rows of %d"
              + " terms; %d processes looked at%n",
          blows,
          adopted,
          counts,
          examination.jobs().size(),
          examination.attempts(),
          examination.rows(),
          examination.terms(),
          seen);
    } catch (Exception | Error e) {
      keepLog();
      throw new AssertionError("Seed " + seed + " failed after " + blows + "; -Dseed= repeats.", e);
    }
  }

  private void keepLog() throws IOException {
    var kept = Path.of("target", "crash-server.log");
    Files.copy(
        folder.resolve("server.log"), kept, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  /// The first start, and an organization that may use much.
  private void set() throws IOException, InterruptedException {
    var server = start();
    token = Member.token(server);
    try (var operator = Member.of(server, token)) {
      operator.must(
          "PUT", Paths.of(Paths.ORGANIZATION, "ocean"), new Tenants.OrganizationChange(1));
      operator.must("POST", Paths.of(Paths.PROJECTS, "ocean"), new Tenants.NewProject("language"));
      operator.must("PUT", Paths.of(Paths.PROGRAMME, "fund"), new Allocations.Programme("fund"));
      var from = Instant.now().truncatedTo(ChronoUnit.DAYS);
      operator.must(
          "POST",
          Paths.ALLOCATIONS,
          new Allocations.NewAllocation(
              "ocean",
              null,
              "fund",
              null,
              null,
              new Amount(Amount.Unit.PFLOPS_HOURS, "1000"),
              new Window(from, from.plus(Duration.ofDays(30)))));
    }
    server.kill();
  }

  private void strike() throws Exception {
    var kinds = Blow.values();
    // The plain kill under load is the most usual.
    var blow = kinds[Math.max(0, random.nextInt(kinds.length + 2) - 2)];
    blows.merge(blow, 1, Integer::sum);
    var orphan = postgres().map(OtherPostgres::postmaster);
    var server = start();
    if (blow == Blow.WHILE_STARTING) {
      server.runFor(Duration.ofMillis(random.nextInt(STARTUP_MILLIS_MAX)));
      server.kill();
    } else {
      try (var member = Member.of(server, token)) {
        member.awaitLeader();
        requireAdopted(orphan);
        checkRestarted(server, member);
        load(server, member, blow);
      }
    }
    examine();
  }

  private void requireAdopted(Optional<ProcessHandle> orphan) {
    if (orphan.isPresent()) {
      assertThat(postgres().map(OtherPostgres::postmaster)).isEqualTo(orphan);
      adopted++;
    }
  }

  /// The server says what it said before, and runs nothing that the journal says has ended.
  private void checkRestarted(ServerProcess server, Member member) throws Exception {
    var names = new TreeMap<String, String>();
    for (var job : jobs(member, "")) {
      assertThat(names.put(job.path("name").asString(), job.path("job").asString()))
          .as("another job of " + job)
          .isNull();
    }
    for (var client : clients) {
      for (var asked : client.all()) {
        asked.job().ifPresent(job -> assertThat(names.get(asked.name)).isEqualTo(job));
        assertThat(asked.isAbandoned && names.containsKey(asked.name)).as(asked.name).isFalse();
      }
    }
    long deadline = System.nanoTime() + SETTLE_MAX.toNanos();
    var ended = examination.ended();
    while (witness.processes().values().stream().anyMatch(ended::contains)) {
      assertThat(deadline - System.nanoTime())
          .as("These must have ended: " + witness.processes())
          .isPositive();
      server.runFor(LOOK);
    }
  }

  private static List<tools.jackson.databind.JsonNode> jobs(Member member, String filter)
      throws IOException, InterruptedException {
    var all = new ArrayList<tools.jackson.databind.JsonNode>();
    var cursor = "";
    do {
      var page = member.get(Paths.JOBS + "?limit=500" + filter + cursor);
      page.path("items").forEach(all::add);
      var next = page.path("next").asString("");
      cursor = next.isEmpty() ? "" : "&cursor=" + next;
    } while (!cursor.isEmpty());
    return all;
  }

  private void load(ServerProcess server, Member member, Blow blow) throws Exception {
    var over = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var loads =
          clients.stream()
              .map(
                  client ->
                      threads.submit(
                          () -> {
                            client.load(member, over);
                            return client;
                          }))
              .toList();
      server.runFor(Duration.ofMillis(random.nextInt(LOAD_MILLIS_MIN, LOAD_MILLIS_MAX)));
      var processes = witness.processes();
      strike(server, blow);
      over.countDown();
      for (var load : loads) {
        load.get(2, TimeUnit.MINUTES);
      }
      running.addAll(processes.values());
      seen += processes.size();
    }
  }

  private final TreeSet<String> running = new TreeSet<>();

  private void strike(ServerProcess server, Blow blow) throws InterruptedException {
    var postmaster = postgres().map(OtherPostgres::postmaster).orElseThrow();
    switch (blow) {
      case SERVER, WHILE_STARTING -> server.kill();
      case SERVER_AND_DATABASE -> {
        server.kill();
        postmaster.destroyForcibly();
      }
      case DATABASE_THEN_SERVER -> {
        postmaster.destroyForcibly();
        server.runFor(Duration.ofMillis(random.nextInt(RACE_MILLIS_MAX)));
        server.kill();
      }
    }
  }

  /// Nobody writes between a kill and the next start, unless PostgreSQL is gone as well.
  private void examine() throws SQLException, IOException {
    var left = postgres();
    if (left.isPresent() && left.get().postmaster().isAlive()) {
      try (var database = Database.open(left.get().location())) {
        examination.examine(database);
      }
      examination.requirePlaced(running);
    }
  }

  private void finish() throws Exception {
    var server = start();
    var states = new TreeMap<String, String>();
    try (var member = Member.of(server, token)) {
      member.awaitLeader();
      checkRestarted(server, member);
      for (var client : clients) {
        client.settle(member);
        while (client.cancelOne(member)) {
          assertThat(client.all()).isNotEmpty();
        }
      }
      long deadline = System.nanoTime() + SETTLE_MAX.toNanos();
      while (!jobs(member, "&state=WAITING&state=RUNNING").isEmpty()) {
        assertThat(deadline - System.nanoTime())
            .as("These must have ended: " + jobs(member, "&state=WAITING&state=RUNNING"))
            .isPositive();
        server.runFor(LOOK);
      }
      jobs(member, "")
          .forEach(job -> states.put(job.path("job").asString(), job.path("state").asString()));
    }
    server.stop();
    assertThat(postgres()).isEmpty();
    assertThat(witness.processes()).isEmpty();
    try (var held = DataFolder.hold(data(), Optional.empty())) {
      examination.examine(held.database());
    }
    examination.requirePlaced(running);
    assertThat(states.keySet()).isEqualTo(examination.jobs());
    for (var client : clients) {
      examination.atEnd(client.all(), states);
    }
  }
}
