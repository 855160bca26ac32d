package org.suanli.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.suanli.api.Paths;
import org.suanli.server.database.DatabaseLocation;
import org.suanli.server.database.FreshDatabase;
import org.suanli.server.database.Postgres;
import org.suanli.server.loop.ControlLoop;
import org.suanli.server.wiring.StartedServer.Caller;

@Timeout(240)
@ExtendWith(FreshDatabase.class)
class BackPressureTest {
  private static final String JOB = "accelerators: host-cpu:1\ntime_limit: 10m\ncommand: %s\n";

  @TempDir private Path folder = Path.of("");

  private static long journalHead(StartedServer centre) {
    return centre
        .server
        .part(JdbcClient.class)
        .sql("SELECT max(seq) FROM journal")
        .query(Long.class)
        .single();
  }

  private static long jobFiles(StartedServer centre) {
    return centre
        .server
        .part(JdbcClient.class)
        .sql("SELECT count(*) FROM job_spec")
        .query(Long.class)
        .single();
  }

  @Test
  void aFullQueueIsAnsweredBeforeAnythingIsDurable(Postgres postgres) throws Exception {
    try (var centre = StartedServer.start(folder, postgres.create("back_pressure"))) {
      centre.organization("ocean");
      long before = journalHead(centre);
      var loop = centre.server.part(ControlLoop.class);
      var busy = new CountDownLatch(1);
      var proceed = new CountDownLatch(1);
      var first =
          loop.read(
              _ -> {
                busy.countDown();
                return await(proceed);
              });
      busy.await();
      var last = loop.read(_ -> true);
      while (!last.toCompletableFuture().isCompletedExceptionally()) {
        last = loop.read(_ -> true);
      }
      var submission =
          StartedServer.JSON.writeValueAsString(
              Map.of("project", "ocean/main", "file", JOB.formatted("'true'")));
      var answer = centre.send(new Caller(centre.operator), "POST", Paths.JOBS, submission);
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Content-Type").orElse(""))
          .startsWith("application/problem+json");
      assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0)).isPositive();
      assertThat(answer.body()).contains("UNAVAILABLE", "too much to do");
      assertThat(jobFiles(centre)).isZero();
      assertThat(journalHead(centre)).isEqualTo(before);
      proceed.countDown();
      assertThat(first.toCompletableFuture().get()).isTrue();
      assertThat(centre.get(Paths.METRICS).lines())
          .anyMatch(
              line ->
                  line.startsWith("suanli_commands_overloaded_total{") && !line.endsWith(" 0.0"));
      centre.submit("ocean/main", JOB.formatted("'true'"));
    }
  }

  private static boolean await(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Test
  void whatEndsWhilePostgresIsAwayIsRecordedWhenItIsBack() throws Exception {
    var programs = Path.of("target", "postgres-programs");
    var store = folder.resolve("store");
    var postgres = Postgres.start(store, programs);
    DatabaseLocation location = postgres.create("outage");
    try (var centre = StartedServer.start(folder, location)) {
      centre.organization("ocean");
      var mark = folder.resolve("go");
      var job =
          centre.submit(
              "ocean/main",
              JOB.formatted("'until [ -e " + mark + " ]; do sleep 0.1; done; exit 3'"));
      StartedServer.await("it runs", () -> centre.stateOf(job).equals("RUNNING"));

      postgres.close();
      StartedServer.await(
          "it is not ready",
          () -> centre.send(Caller.NOBODY, "GET", Paths.HEALTH, "").statusCode() == 503);
      assertThat(centre.send(Caller.NOBODY, "GET", Paths.LIVENESS, "").statusCode()).isEqualTo(200);
      var refused = centre.send(new Caller(centre.operator), "GET", Paths.JOBS, "");
      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      assertThat(refused.headers().firstValue("Content-Type").orElse(""))
          .startsWith("application/problem+json");
      java.nio.file.Files.createFile(mark);
      StartedServer.await(
          "its runner wrote down the end", () -> hasEnding(folder.resolve("tasks")));

      postgres = Postgres.start(store, programs);
      StartedServer.await(
          "it is ready",
          () -> centre.send(Caller.NOBODY, "GET", Paths.HEALTH, "").statusCode() == 200);
      StartedServer.await("the end is known", () -> centre.stateOf(job).equals("FAILED"));
      var attempts = centre.ask("GET", Paths.of(Paths.JOB_ATTEMPTS, job), "").at("/items");
      assertThat(attempts.size()).isEqualTo(1);
      assertThat(attempts.get(0).at("/outcome").asString()).isEqualTo("TASK_FAILED");
      assertThat(centre.ask("GET", Paths.AUDIT_VERIFICATION, "").at("/isIntact").asBoolean())
          .isTrue();
    } finally {
      postgres.close();
    }
  }

  private static boolean hasEnding(Path tasks) throws Exception {
    try (var files = java.nio.file.Files.walk(tasks)) {
      return files.anyMatch(file -> file.toString().matches(".*/ended/job-[0-9]+\\.1\\.0"));
    }
  }
}
