package org.suanli.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.suanli.api.Http;
import org.suanli.api.Jobs;
import org.suanli.api.Members;
import org.suanli.api.Money;
import org.suanli.api.Paths;
import org.suanli.api.Prices;
import org.suanli.api.Tenants;
import org.suanli.server.database.OtherPostgres;

/// A real server is killed at two chosen moments of its answer to a request with a key: when its
/// events are durable and its answer is not, and when neither is. The database is made to wait
/// there. Sent again to the next server, the request is answered, and was done once.
@Timeout(240)
class KeyAfterCrashTest {
  private static final Duration LOOK = Duration.ofMillis(30);
  private static final Duration WAIT_MAX = Duration.ofSeconds(60);
  private static final int GATE = 42;
  private static final String JOB =
      "name: once\naccelerators: host-cpu:1\ntime_limit: 1h\ncommand: sleep 3600\n";

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<ServerProcess> servers = new ArrayList<>();
  @TempDir private Path folder = Path.of("");
  private String token = "";

  private record Request(String path, Object body) {}

  @AfterEach
  void close() {
    threads.shutdownNow();
    servers.forEach(ServerProcess::close);
    postgres().ifPresent(left -> left.postmaster().destroyForcibly());
  }

  private Optional<OtherPostgres> postgres() {
    return OtherPostgres.find(folder.resolve("data/postgres"), "suanli");
  }

  private Connection connect() throws SQLException {
    var location = postgres().orElseThrow().location();
    return DriverManager.getConnection(location.url(), location.user(), location.password());
  }

  private ServerProcess start() {
    var data = folder.resolve("data").toString();
    var options = List.of("--data", data, "--nodes", "1", "--slots", "1");
    var server = ServerProcess.start(folder.resolve("server.log"), Map.of(), options);
    servers.add(server);
    return server;
  }

  private ServerProcess first() throws IOException, InterruptedException {
    var server = start();
    token = Member.token(server);
    try (var operator = Member.of(server, token)) {
      Crowd.open(operator);
    }
    return server;
  }

  /// By their keys. The last one is the database's alone; the others are commands.
  private static SequencedMap<String, Request> requests() {
    var requests = new LinkedHashMap<String, Request>();
    requests.put("job", new Request(Paths.JOBS, new Jobs.Submission("ocean/language", JOB)));
    requests.put(
        "member",
        new Request(
            Paths.MEMBERS,
            new Members.NewMember("Wei", "wei@ocean.example", Members.Role.MEMBER, "ocean")));
    requests.put("price", new Request(Paths.PRICES, new Prices.NewPrice(new Money("CNY", "1.5"))));
    requests.put(
        "project",
        new Request(Paths.of(Paths.PROJECTS, "ocean"), new Tenants.NewProject("vision")));
    requests.put(
        "token", new Request(Paths.TOKENS, new Members.NewToken("once", null, null, null)));
    return requests;
  }

  @Test
  void whatWasDurableIsAnsweredAndNotDoneAgain() throws Exception {
    var server = first();
    try (var database = connect()) {
      run(
          database,
          """
          CREATE FUNCTION gate() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN PERFORM pg_advisory_xact_lock(%d); RETURN NEW; END $$;
          CREATE TRIGGER gate BEFORE UPDATE ON idempotency FOR EACH ROW
            WHEN (OLD.answer IS NULL AND NEW.answer IS NOT NULL) EXECUTE FUNCTION gate();
          SELECT pg_advisory_lock(%1$d)
          """
              .formatted(GATE));
      var sent = requests().sequencedKeySet().stream().map(key -> send(server, key)).toList();
      await(
          server,
          database,
          """
          SELECT (SELECT count(*) FROM job) = 1 AND (SELECT count(*) FROM price) = 1
            AND (SELECT count(*) FROM journal WHERE type = 'ProjectAdded') = 2
            AND (SELECT count(*) FROM membership) = 2
            AND (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted) >= 2
          """);
      kill(server, database);
      assertThat(sent).allMatch(KeyAfterCrashTest::isLost);
      run(
          database,
          "SELECT pg_advisory_unlock(%d); DROP TRIGGER gate ON idempotency".formatted(GATE));
    }
    requireDoneOnce(start());
  }

  @Test
  void whatWasNotDurableIsDoneByTheNextServer() throws Exception {
    var server = first();
    try (var database = connect()) {
      database.setAutoCommit(false);
      run(database, "LOCK TABLE journal IN SHARE MODE");
      // What of it is no command is there before its command is.
      send(server, "member");
      await(server, database, "SELECT count(*) = 1 FROM member_profile WHERE email IS NOT NULL");
      var job = send(server, "job");
      send(server, "price");
      send(server, "project");
      send(server, "token");
      await(
          server,
          database,
          """
          SELECT (SELECT count(*) FROM idempotency) = 5
            AND EXISTS (SELECT FROM pg_locks WHERE relation = 'journal'::regclass AND NOT granted)
          """);
      kill(server, database);
      assertThat(isLost(job)).isTrue();
      assertThat(ask(database, "SELECT count(*) FROM job")).isEqualTo("0");
      database.rollback();
    }
    requireDoneOnce(start());
  }

  private Future<Member.Reply> send(ServerProcess server, String key) {
    return threads.submit(
        () -> {
          try (var member = Member.of(server, token)) {
            return send(member, key, Objects.requireNonNull(requests().get(key)));
          }
        });
  }

  private static Member.Reply send(Member member, String key, Request request)
      throws IOException, InterruptedException {
    return member.send("POST", request.path(), request.body(), Map.of(Http.IDEMPOTENCY_KEY, key));
  }

  private static boolean isLost(Future<Member.Reply> sent) {
    try {
      return sent.get(WAIT_MAX.toSeconds(), TimeUnit.SECONDS).status() < 0;
    } catch (ExecutionException e) {
      return e.getCause() instanceof IOException;
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  private static void await(ServerProcess server, Connection database, String isSo)
      throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + WAIT_MAX.toNanos();
    while (!ask(database, isSo).equals("t")) {
      assertThat(deadline - System.nanoTime()).as(isSo).isPositive();
      server.runFor(LOOK);
    }
  }

  /// Kills the server and what works for it in the database, which would go on otherwise.
  private static void kill(ServerProcess server, Connection database) throws Exception {
    server.kill();
    var others =
        " FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    run(database, "SELECT pg_terminate_backend(pid)" + others);
    long deadline = System.nanoTime() + WAIT_MAX.toNanos();
    while (!ask(database, "SELECT pg_stat_clear_snapshot()::text || count(*)" + others)
        .equals("0")) {
      assertThat(deadline - System.nanoTime()).as("the backends must end").isPositive();
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  private void requireDoneOnce(ServerProcess server) throws Exception {
    try (var member = Member.of(server, token)) {
      member.awaitLeader();
      for (var request : requests().entrySet()) {
        var reply = send(member, request.getKey(), request.getValue());
        assertThat(reply.status()).as(request.getKey() + ": " + reply).isEqualTo(201);
        assertThat(send(member, request.getKey(), request.getValue())).isEqualTo(reply);
        if (request.getKey().equals("token")) {
          requireUsable(server, reply.body().path("secret").asString());
        }
      }
      assertThat(member.get(Paths.JOBS).path("items").size()).isEqualTo(1);
      assertThat(member.get(Paths.PRICES).path("items").size()).isEqualTo(1);
      assertThat(member.get(Paths.MEMBERS).path("items").findValuesAsString("email"))
          .containsOnlyOnce("wei@ocean.example");
      assertThat(member.get(Paths.of(Paths.PROJECTS, "ocean")).path("items").size()).isEqualTo(2);
      assertThat(member.get(Paths.TOKENS).path("items").findValuesAsString("name"))
          .containsOnlyOnce("once");
    }
    server.stop();
  }

  private static void requireUsable(ServerProcess server, String secret) throws Exception {
    try (var holder = Member.of(server, secret)) {
      assertThat(holder.get(Paths.SESSION).path("member").path("role").asString())
          .isEqualTo("OPERATOR");
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String ask(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
