package org.suanli.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.suanli.server.database.Database;
import org.suanli.server.database.DatabaseException;
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
  private static final Duration OPEN_MAX = Duration.ofSeconds(60);
  private static final long LOOK_MILLIS = 50;

  private final long seed = Long.getLong("seed", System.nanoTime() & 0xFFFF_FFFFL);
  private final Random random = new Random(seed);
  private final List<ServerProcess> servers = new ArrayList<>();
  private final TreeMap<Blow, Integer> blows = new TreeMap<>();
  private final TreeSet<String> running = new TreeSet<>();
  @TempDir private Path folder = Path.of("");
  private Optional<ProcessHandle> orphan = Optional.empty();
  private String token = "";
  private int adopted;

  /// What is killed, and when.
  private enum Blow {
    SERVER,
    SERVER_AND_DATABASE,
    /// The server lives on for a moment, and does not know what became of its last commit.
    DATABASE_THEN_SERVER,
    WHILE_STARTING;

    boolean hitsDatabase() {
      return this == SERVER_AND_DATABASE || this == DATABASE_THEN_SERVER;
    }
  }

  @Test
  void nothingAcknowledgedIsLostAndNothingRunsTwiceHoweverOftenTheServerIsKilled()
      throws Exception {
    System.out.println("CrashTest: seed " + seed + ", kills " + KILLS);
    try (var crowd = new Crowd(folder, CLIENTS, random)) {
      open();
      for (int kill = 0; kill < KILLS; kill++) {
        strike(crowd);
      }
      finish(crowd);
      System.out.printf(
          "CrashTest: %s; PostgreSQL taken over %d times; %s; %s; %d attempts were seen running%n",
          blows, adopted, crowd.counts, crowd.examination, running.size());
    } catch (Exception | Error e) {
      var kept = Path.of("target", "crash-server.log");
      Files.copy(folder.resolve("server.log"), kept, StandardCopyOption.REPLACE_EXISTING);
      throw new AssertionError(
          "Seed " + seed + " failed after " + blows + "; see " + kept + "; -Dseed= repeats.", e);
    } finally {
      servers.forEach(ServerProcess::close);
      postgres().map(OtherPostgres::postmaster).ifPresent(ProcessHandle::destroyForcibly);
    }
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

  private void open() throws IOException, InterruptedException {
    var server = start();
    token = Member.token(server);
    try (var operator = Member.of(server, token)) {
      Crowd.open(operator);
    }
    server.kill();
  }

  private void strike(Crowd crowd) throws Exception {
    var kinds = Blow.values();
    // The plain kill under load is the most usual.
    var blow = kinds[Math.max(0, random.nextInt(kinds.length + 2) - 2)];
    blows.merge(blow, 1, Integer::sum);
    var server = start();
    if (blow == Blow.WHILE_STARTING) {
      server.runFor(Duration.ofMillis(random.nextInt(STARTUP_MILLIS_MAX)));
      server.kill();
    } else {
      try (var member = Member.of(server, token)) {
        member.awaitLeader();
        requireAdopted();
        crowd.requireKept(member);
        crowd.requireGone(server);
        var load = crowd.load(member);
        server.runFor(Duration.ofMillis(random.nextInt(LOAD_MILLIS_MIN, LOAD_MILLIS_MAX)));
        running.addAll(crowd.witness.processes().values());
        kill(server, blow);
        load.end();
      }
    }
    examine(crowd, blow);
  }

  /// What the last server left running is what this one works with.
  private void requireAdopted() {
    if (orphan.isPresent()) {
      assertThat(postgres().map(OtherPostgres::postmaster)).isEqualTo(orphan);
      adopted++;
    }
  }

  private void kill(ServerProcess server, Blow blow) throws InterruptedException {
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

  /// Nobody writes between a kill and the next start: all of the journal can be looked at, unless
  /// PostgreSQL was killed as well.
  private void examine(Crowd crowd, Blow blow) throws Exception {
    var left = blow.hitsDatabase() ? Optional.<OtherPostgres>empty() : postgres();
    orphan = left.map(OtherPostgres::postmaster);
    if (left.isPresent()) {
      try (var database = open(left.get())) {
        crowd.examination.examine(database);
      }
      crowd.examination.requirePlaced(running);
    }
  }

  /// One that was just starting lets nobody in yet.
  private static Database open(OtherPostgres left) throws InterruptedException {
    long deadline = System.nanoTime() + OPEN_MAX.toNanos();
    while (true) {
      try {
        return Database.open(left.location());
      } catch (DatabaseException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        var _ = new CountDownLatch(1).await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
  }

  private void finish(Crowd crowd) throws Exception {
    var server = start();
    Map<String, String> states;
    try (var member = Member.of(server, token)) {
      member.awaitLeader();
      crowd.requireKept(member);
      crowd.requireGone(server);
      states = crowd.awaitEnd(server, member);
    }
    server.stop();
    assertThat(postgres()).isEmpty();
    try (var held = DataFolder.hold(data(), Optional.empty())) {
      crowd.examination.examine(held.database());
    }
    crowd.examination.requirePlaced(running);
    crowd.requireEnded(states);
  }
}
