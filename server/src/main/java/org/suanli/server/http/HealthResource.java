package org.suanli.server.http;

import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.suanli.api.Health;
import org.suanli.api.Paths;

/// Whether this process lives, and whether it takes commands.
@RestController
final class HealthResource {
  /// Below the patience of those who probe: a second try helps them more than a late answer.
  private static final int CHECK_SECONDS_MAX = 2;

  private static final Executor THREADS = task -> Thread.ofVirtual().name("health").start(task);

  private final Desk desk;
  private final DataSource database;
  private final InstantSource clock;

  HealthResource(Desk desk, DataSource database, InstantSource clock) {
    this.desk = desk;
    this.database = database;
    this.clock = clock;
  }

  /// Answers as long as the process can: one whose control loop gave up ends by itself.
  @GetMapping(Paths.LIVENESS)
  Health live() {
    return health(Health.UP, List.of());
  }

  /// Whether requests belong here: the database answers, and this server leads.
  @GetMapping(Paths.HEALTH)
  @Described(
      answers = {
        @Described.Answer(body = Health.class),
        @Described.Answer(status = 503, body = Health.class)
      })
  ResponseEntity<Health> show() {
    var engine = CompletableFuture.supplyAsync(() -> check("engine", this::ofEngine), THREADS);
    var answer = CompletableFuture.supplyAsync(() -> check("database", this::ofDatabase), THREADS);
    var checks = List.of(join("engine", engine), join("database", answer));
    boolean isUp = checks.stream().allMatch(check -> check.status().equals(Health.UP));
    return ResponseEntity.status(isUp ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
        .body(health(isUp ? Health.UP : Health.DOWN, checks));
  }

  private Health health(String status, List<Health.Check> checks) {
    var version = HealthResource.class.getPackage().getImplementationVersion();
    return new Health(status, version == null ? "development" : version, clock.instant(), checks);
  }

  private static Health.Check join(String name, CompletableFuture<Health.Check> check) {
    return check
        .completeOnTimeout(
            new Health.Check(name, Health.DOWN, "It does not answer in time."),
            CHECK_SECONDS_MAX,
            TimeUnit.SECONDS)
        .join();
  }

  /// @param detail why it is down; empty if it is up
  private static Health.Check check(String name, Supplier<String> detail) {
    var why = detail.get();
    return new Health.Check(name, why.isEmpty() ? Health.UP : Health.DOWN, why);
  }

  private String ofEngine() {
    try {
      desk.read(engine -> engine.state().now());
      return "";
    } catch (ProblemException e) {
      return e.violations().getFirst();
    }
  }

  private String ofDatabase() {
    try (var connection = database.getConnection()) {
      return connection.isValid(CHECK_SECONDS_MAX) ? "" : "It does not answer.";
    } catch (SQLException _) {
      // Its words may name hosts and users, and anyone may ask.
      return "It cannot be reached.";
    }
  }
}
