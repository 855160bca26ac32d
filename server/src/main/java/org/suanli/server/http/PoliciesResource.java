package org.suanli.server.http;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.suanli.api.Page;
import org.suanli.api.Paths;
import org.suanli.api.Policies;
import org.suanli.core.engine.Command;
import org.suanli.core.scheduling.Policy;
import org.suanli.server.identity.Principal;
import org.suanli.server.identity.Times;

/// The scheduler's policies, all versions of them.
@RestController
final class PoliciesResource {
  private static final long MILLIS_PER_HOUR = 3_600_000;
  private static final long HOURS_MAX = 8_760;

  private final Desk desk;
  private final JdbcClient database;

  PoliciesResource(Desk desk, JdbcClient database) {
    this.desk = desk;
    this.database = database;
  }

  @GetMapping(Paths.POLICIES)
  Page<Policies.Policy> list(Slice slice) {
    var rows =
        database
            .sql("SELECT * FROM policy WHERE version > :after ORDER BY version LIMIT :limit")
            .param("after", slice.after(0))
            .param("limit", slice.probe())
            .query((row, _) -> policy(row))
            .list();
    return slice.page(rows, row -> row, Policies.Policy::version);
  }

  @GetMapping(Paths.POLICY_IN_FORCE)
  Policies.Policy show() {
    return database
        .sql("SELECT * FROM policy ORDER BY version DESC LIMIT 1")
        .query((row, _) -> policy(row))
        .optional()
        .orElseGet(PoliciesResource::standard);
  }

  @PostMapping(Paths.POLICIES)
  @ResponseStatus(HttpStatus.CREATED)
  Policies.Policy set(@RequestBody Policies.NewPolicy asked, Principal caller) {
    long hours = asked.usageHalfLifeHours();
    if (hours < 1 || hours > HOURS_MAX) {
      throw ProblemException.invalid(
          "The half-life of use (usageHalfLifeHours = " + hours + ") must be 1 to 8,760 hours.");
    }
    var policy =
        new Policy(
            Wire.same(Policy.Order.class, asked.order()),
            Wire.same(Policy.Backfill.class, asked.backfill()),
            Duration.ofHours(hours));
    desk.submit(new Command.SetPolicy(policy), caller);
    return show();
  }

  private static Policies.Policy standard() {
    var policy = Policy.STANDARD;
    return new Policies.Policy(
        0,
        Wire.same(Policies.Order.class, policy.order()),
        Wire.same(Policies.Backfill.class, policy.backfill()),
        policy.usageHalfLife().toHours(),
        null);
  }

  private static Policies.Policy policy(ResultSet row) throws SQLException {
    return new Policies.Policy(
        row.getInt("version"),
        Policies.Order.valueOf(row.getString("job_order")),
        Policies.Backfill.valueOf(row.getString("backfill")),
        row.getLong("half_life_millis") / MILLIS_PER_HOUR,
        Times.required(row, "published_at"));
  }
}
