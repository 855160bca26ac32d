package org.suanli.server.http;

import java.time.InstantSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.suanli.api.Health;
import org.suanli.api.Paths;

/// Whether this server takes commands.
@RestController
final class HealthResource {
  private final Desk desk;
  private final InstantSource clock;

  HealthResource(Desk desk, InstantSource clock) {
    this.desk = desk;
    this.clock = clock;
  }

  @GetMapping(Paths.HEALTH)
  @Described(
      answers = {
        @Described.Answer(body = Health.class),
        @Described.Answer(status = 503, body = Health.class)
      })
  ResponseEntity<Health> show() {
    boolean isUp = isUp();
    var version = HealthResource.class.getPackage().getImplementationVersion();
    var health =
        new Health(
            isUp ? "UP" : "DOWN", version == null ? "development" : version, clock.instant());
    return ResponseEntity.status(isUp ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
        .body(health);
  }

  private boolean isUp() {
    try {
      desk.read(engine -> engine.state().now());
      return true;
    } catch (ProblemException _) {
      return false;
    }
  }
}
