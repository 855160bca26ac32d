package org.suanli.server.http;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.suanli.api.ErrorCode;
import org.suanli.api.Policies;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Event;
import org.suanli.core.scheduling.Policy;
import org.suanli.core.spec.Quantities;
import org.suanli.core.units.MemberId;
import org.suanli.server.identity.Principal;
import org.suanli.server.identity.Times;

/// Reads the versions of the scheduler's policy from their table, and sets another.
///
/// Version 0 has no row: it is the standard policy of the program, which holds until one is set.
@Component
public final class PolicyVersions {
  /// Before the first version.
  static final long NONE = -1;

  private static final String LATEST = "(SELECT max(version) FROM policy) AS latest";

  private final Desk desk;
  private final JdbcClient database;

  PolicyVersions(Desk desk, JdbcClient database) {
    this.desk = desk;
    this.database = database;
  }

  /// @param after versions with a higher number
  List<Policies.Policy> after(long after, int limit) {
    var rows =
        database
            .sql(
                "SELECT *, "
                    + LATEST
                    + " FROM policy WHERE version > :after ORDER BY version LIMIT :limit")
            .param("after", after)
            .param("limit", limit)
            .query((row, _) -> policy(row))
            .list();
    if (after > NONE) {
      return rows;
    }
    var all = new ArrayList<>(List.of(standard(rows.isEmpty())));
    all.addAll(rows);
    return all.subList(0, Math.min(limit, all.size()));
  }

  /// The latest versions, the one in force first.
  public List<Policies.Policy> latest(int limit) {
    var rows =
        database
            .sql("SELECT *, " + LATEST + " FROM policy ORDER BY version DESC LIMIT :limit")
            .param("limit", limit)
            .query((row, _) -> policy(row))
            .list();
    var all = new ArrayList<>(rows);
    if (rows.size() < limit) {
      all.add(standard(rows.isEmpty()));
    }
    return all;
  }

  Policies.Policy inForce() {
    return latest(1).getFirst();
  }

  /// Sets a policy, in force from now; what is not asked for stays as it is.
  ///
  /// @return the new version; empty if it is the one in force already
  /// @throws ProblemException if it is none that can be
  public Optional<Policies.Policy> set(Policies.NewPolicy asked, Principal caller) {
    var wrong = PolicyTime.wrong(asked);
    if (!wrong.isEmpty()) {
      throw new ProblemException(
          ErrorCode.INVALID, wrong.stream().map(time -> time.fault(asked)).toList());
    }
    var events = desk.submit(new Command.SetPolicy(policy(whole(inForce(), asked))), caller);
    return events.isEmpty()
        ? Optional.empty()
        : Optional.of(version(Desk.first(events, Event.PolicyChanged.class).version()));
  }

  /// What is asked for, and for the rest what is in force.
  public static Policies.NewPolicy whole(Policies.Policy now, Policies.NewPolicy asked) {
    return new Policies.NewPolicy(
        asked.order() == null ? now.order() : asked.order(),
        asked.backfill() == null ? now.backfill() : asked.backfill(),
        asked.usageHalfLife() == null ? now.usageHalfLife() : asked.usageHalfLife(),
        asked.restartCost() == null ? now.restartCost() : asked.restartCost(),
        asked.minimumRunTime() == null ? now.minimumRunTime() : asked.minimumRunTime());
  }

  private static Policy policy(Policies.NewPolicy whole) {
    return new Policy(
        Wire.same(Policy.Order.class, Objects.requireNonNull(whole.order())),
        Wire.same(Policy.Backfill.class, Objects.requireNonNull(whole.backfill())),
        PolicyTime.USAGE_HALF_LIFE.of(whole).orElseThrow(),
        new Policy.Preemption(
            PolicyTime.RESTART_COST.of(whole).orElseThrow(),
            PolicyTime.MINIMUM_RUN_TIME.of(whole).orElseThrow()));
  }

  private Policies.Policy version(int version) {
    return after(version - 1L, 1).getFirst();
  }

  private static Policies.Policy standard(boolean isInForce) {
    var policy = Policy.STANDARD;
    return new Policies.Policy(
        0,
        Wire.same(Policies.Order.class, policy.order()),
        Wire.same(Policies.Backfill.class, policy.backfill()),
        Quantities.text(policy.usageHalfLife()),
        Quantities.text(policy.preemption().restartCost()),
        Quantities.text(policy.preemption().minimumRunTime()),
        null,
        null,
        isInForce);
  }

  private static Policies.Policy policy(ResultSet row) throws SQLException {
    return new Policies.Policy(
        row.getInt("version"),
        Policies.Order.valueOf(row.getString("job_order")),
        Policies.Backfill.valueOf(row.getString("backfill")),
        time(row, "half_life_millis"),
        time(row, "restart_cost_millis"),
        time(row, "minimum_run_time_millis"),
        Times.required(row, "published_at"),
        Wire.author(new MemberId(row.getLong("author"))),
        row.getInt("version") == row.getInt("latest"));
  }

  private static String time(ResultSet row, String column) throws SQLException {
    return Quantities.text(Duration.ofMillis(row.getLong(column)));
  }
}
