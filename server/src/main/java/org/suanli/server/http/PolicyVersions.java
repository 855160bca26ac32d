package org.suanli.server.http;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
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

  /// The half-life that a text spells, as in job files; empty if no policy may have it.
  public static Optional<Duration> halfLife(String text) {
    return Quantities.duration(text).filter(Policy::mayHalve);
  }

  /// Sets a policy, in force from now.
  ///
  /// @return the new version; empty if it is the one in force already
  /// @throws ProblemException if it is none that can be
  public Optional<Policies.Policy> set(Policies.NewPolicy asked, Principal caller) {
    var halfLife =
        halfLife(asked.usageHalfLife())
            .orElseThrow(
                () ->
                    ProblemException.invalid(
                        "The half-life of use (usageHalfLife = %s) must be 1 hour to 365 days.\nMaybe 7d or 36h."
                            .formatted(asked.usageHalfLife())));
    var policy =
        new Policy(
            Wire.same(Policy.Order.class, asked.order()),
            Wire.same(Policy.Backfill.class, asked.backfill()),
            halfLife);
    var events = desk.submit(new Command.SetPolicy(policy), caller);
    return events.isEmpty()
        ? Optional.empty()
        : Optional.of(version(Desk.first(events, Event.PolicyChanged.class).version()));
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
        null,
        null,
        isInForce);
  }

  private static Policies.Policy policy(ResultSet row) throws SQLException {
    return new Policies.Policy(
        row.getInt("version"),
        Policies.Order.valueOf(row.getString("job_order")),
        Policies.Backfill.valueOf(row.getString("backfill")),
        Quantities.text(Duration.ofMillis(row.getLong("half_life_millis"))),
        Times.required(row, "published_at"),
        Wire.author(new MemberId(row.getLong("author"))),
        row.getInt("version") == row.getInt("latest"));
  }
}
