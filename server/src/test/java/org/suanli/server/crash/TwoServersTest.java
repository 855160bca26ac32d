package org.suanli.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.suanli.api.Jobs;
import org.suanli.api.Paths;
import org.suanli.server.database.Database;
import org.suanli.server.database.DatabaseLocation;
import org.suanli.server.database.FreshDatabase;
import org.suanli.server.database.Postgres;

/// Two real servers share a database and a machine. The one that leads is paused under load past
/// its lease, the other takes over, and the first wakes in the middle of whatever it did.
/// `-Dpauses=` says how often; `-Dseed=` repeats the choices.
@Timeout(400)
@ExtendWith(FreshDatabase.class)
class TwoServersTest {
  private static final int PAUSES = Integer.getInteger("pauses", 4);
  private static final int CLIENTS = 6;
  private static final int LEASE_SECONDS = 2;
  private static final int LOAD_MILLIS_MIN = 100;
  private static final int LOAD_MILLIS_MAX = 1_000;

  private final long seed = Long.getLong("seed", System.nanoTime() & 0xFFFF_FFFFL);
  private final Random random = new Random(seed);
  private final DatabaseLocation location;
  @TempDir private Path folder = Path.of("");

  TwoServersTest(Postgres postgres) {
    location = postgres.create("two_servers");
  }

  /// A server, and someone who speaks to it.
  private record Side(ServerProcess server, Member member) implements AutoCloseable {
    @Override
    public void close() {
      member.close();
      server.close();
    }
  }

  private ServerProcess start(String name) {
    var options =
        List.of(
            "--data",
            folder.resolve(name).toString(),
            "--tasks",
            folder.resolve("tasks").toString(),
            "--database",
            location.url(),
            "--database-user",
            location.user(),
            "--lease",
            Integer.toString(LEASE_SECONDS),
            "--nodes",
            "2",
            "--slots",
            "4");
    var environment = Map.of("SUANLI_DATABASE_PASSWORD", location.password());
    return ServerProcess.start(folder.resolve(name + ".log"), environment, options);
  }

  @Test
  void aLeaderThatWakesAfterItsLeaseNeitherAppendsNorExecutesAnything() throws Exception {
    System.out.println("TwoServersTest: seed " + seed + ", pauses " + PAUSES);
    try (var crowd = new Crowd(folder, CLIENTS, random)) {
      run(crowd);
      System.out.println("TwoServersTest: " + crowd.counts + "; " + crowd.examination);
    } catch (Exception | Error e) {
      for (var name : List.of("first", "second")) {
        var kept = Path.of("target", "two-servers-" + name + ".log");
        Files.copy(folder.resolve(name + ".log"), kept, StandardCopyOption.REPLACE_EXISTING);
      }
      throw new AssertionError("Seed " + seed + " failed; see target; -Dseed= repeats.", e);
    }
  }

  private void run(Crowd crowd) throws Exception {
    var first = start("first");
    var token = Member.token(first);
    try (var one = new Side(first, Member.of(first, token));
        var two = second(token)) {
      Crowd.open(one.member());
      requireNotLeading(two.member());
      for (int pause = 0; pause < PAUSES; pause++) {
        pause(crowd, pause % 2 == 0 ? one : two, pause % 2 == 0 ? two : one);
      }
      var leading = PAUSES % 2 == 0 ? one : two;
      var states = crowd.awaitEnd(leading.server(), leading.member());
      one.server().stop();
      two.server().stop();
      try (var database = Database.open(location)) {
        crowd.examination.examine(database);
      }
      crowd.requireEnded(states);
      assertThat(crowd.examination.terms()).isGreaterThan(PAUSES);
    }
  }

  /// What the database keeps encrypted is opened by the key that both have.
  private Side second(String token) throws IOException {
    var data = Files.createDirectories(folder.resolve("second"));
    Files.copy(folder.resolve("first/secret.key"), data.resolve("secret.key"));
    var server = start("second");
    return new Side(server, Member.of(server, token));
  }

  private void pause(Crowd crowd, Side leader, Side other) throws Exception {
    var load = crowd.load(leader.member(), 0);
    leader.server().runFor(Duration.ofMillis(random.nextInt(LOAD_MILLIS_MIN, LOAD_MILLIS_MAX)));
    leader.server().pause();
    other.member().awaitLeader();
    var meanwhile = crowd.load(other.member(), 1);
    other.server().runFor(Duration.ofMillis(random.nextInt(LOAD_MILLIS_MIN, LOAD_MILLIS_MAX)));
    meanwhile.end();
    leader.server().wake();
    requireNotLeading(leader.member());
    load.end();
    var after = crowd.load(other.member());
    other.server().runFor(Duration.ofMillis(LOAD_MILLIS_MAX));
    after.end();
    requireNotLeading(leader.member());
    // Whoever is asked, what was acknowledged is there.
    crowd.requireKept(other.member());
    crowd.requireKept(leader.member());
  }

  private static void requireNotLeading(Member member) throws IOException, InterruptedException {
    assertThat(member.leads()).isFalse();
    var body = new Jobs.Submission("ocean/language", "command: 'true'\naccelerators: 1\n");
    var reply = member.send("POST", Paths.JOBS, body, Map.of());
    assertThat(reply.status()).as("" + reply).isEqualTo(503);
    assertThat(reply.code()).isEqualTo("UNAVAILABLE");
    assertThat(member.get(Paths.JOBS).path("items").isArray()).isTrue();
  }
}
