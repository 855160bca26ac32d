package org.suanli.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.suanli.api.Paths;
import org.suanli.server.database.OtherPostgres;
import org.suanli.server.wiring.DataFolder;

/// The embedded PostgreSQL of a real server is killed again and again under load, alone and with
/// all of its processes; the server lives on. `-Dkills=` says how often; `-Dseed=` repeats the
/// choices.
@Timeout(300)
class DatabaseDeathTest {
  /// Six at most: after as many starts in a row a server gives up.
  private static final int KILLS = Integer.getInteger("kills", 4);

  private static final int CLIENTS = 4;
  private static final int LOAD_MILLIS_MIN = 300;
  private static final int LOAD_MILLIS_MAX = 1_500;
  private static final Duration AWAY_MAX = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofMillis(50);

  private final long seed = Long.getLong("seed", System.nanoTime() & 0xFFFF_FFFFL);
  private final Random random = new Random(seed);
  @TempDir private Path folder = Path.of("");

  @Test
  void aServerWhosePostgresDiesStartsItAgainAndLosesNothing() throws Exception {
    System.out.println("DatabaseDeathTest: seed " + seed + ", kills " + KILLS);
    var log = folder.resolve("server.log");
    var options = List.of("--data", data().toString(), "--nodes", "2", "--slots", "4");
    try (var crowd = new Crowd(folder, CLIENTS, random);
        var server = ServerProcess.start(log, Map.of(), options)) {
      var token = Member.token(server);
      try (var member = Member.of(server, token)) {
        Crowd.open(member);
        for (int kill = 0; kill < KILLS; kill++) {
          strike(crowd, server, member, kill % 2 == 1);
        }
        assertThat(restarts(member)).isEqualTo(KILLS);
        var states = crowd.awaitEnd(server, member);
        server.stop();
        assertThat(postgres()).isEmpty();
        try (var held = DataFolder.hold(data(), Optional.empty())) {
          crowd.examination.examine(held.database());
        }
        crowd.requireEnded(states);
      }
      System.out.println("DatabaseDeathTest: " + crowd.counts + "; " + crowd.examination);
    } catch (Exception | Error e) {
      var kept = Path.of("target", "database-death-server.log");
      Files.copy(log, kept, StandardCopyOption.REPLACE_EXISTING);
      throw new AssertionError("Seed " + seed + " failed; see " + kept + "; -Dseed= repeats.", e);
    } finally {
      postgres().map(OtherPostgres::postmaster).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  private Path data() {
    return folder.resolve("data");
  }

  private Optional<OtherPostgres> postgres() {
    return OtherPostgres.find(data().resolve("postgres"), "suanli");
  }

  private void strike(Crowd crowd, ServerProcess server, Member member, boolean isWithChildren)
      throws Exception {
    var load = crowd.load(member);
    server.runFor(Duration.ofMillis(random.nextInt(LOAD_MILLIS_MIN, LOAD_MILLIS_MAX)));
    var postmaster = postgres().orElseThrow().postmaster();
    var children = postmaster.children().toList();
    postmaster.destroyForcibly();
    if (isWithChildren) {
      children.forEach(ProcessHandle::destroyForcibly);
    }
    awaitOther(server, postmaster);
    load.end();
    member.awaitLeader();
    crowd.requireKept(member);
    // What is asked of it now is done.
    var after = crowd.load(member);
    server.runFor(Duration.ofMillis(LOAD_MILLIS_MIN));
    after.end();
    crowd.requireKept(member);
  }

  private void awaitOther(ServerProcess server, ProcessHandle dead) throws InterruptedException {
    long deadline = System.nanoTime() + AWAY_MAX.toNanos();
    while (postgres().map(OtherPostgres::postmaster).filter(now -> !now.equals(dead)).isEmpty()) {
      assertThat(deadline - System.nanoTime()).as("PostgreSQL must be started").isPositive();
      server.runFor(LOOK);
    }
  }

  private static int restarts(Member member) throws IOException, InterruptedException {
    return member
        .text(Paths.METRICS)
        .lines()
        .filter(line -> line.startsWith("suanli_postgres_restarts_total"))
        .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }
}
