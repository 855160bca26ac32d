package org.suanli.server.loop;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.suanli.core.allocation.Allocation;
import org.suanli.core.allocation.Grant;
import org.suanli.core.allocation.Quota;
import org.suanli.core.engine.Event;
import org.suanli.core.units.AllocationId;
import org.suanli.core.units.Limit;
import org.suanli.core.units.MemberId;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.ProjectId;

/// Members, programmes, quotas, allocations, ratings, prices and policies.
final class TenancyRows {
  private final SequencedMap<MemberId, Optional<Event.MemberSet>> members = new LinkedHashMap<>();
  private final SequencedMap<Allocation.Owner, Optional<Quota>> quotas = new LinkedHashMap<>();
  private final Rows memberSet =
      new Rows(
          """
          INSERT INTO membership (member, role, organization) VALUES (?, ?, ?)
          ON CONFLICT (member) DO UPDATE
          SET role = excluded.role, organization = excluded.organization
          """);
  private final Rows memberRemoved = new Rows("DELETE FROM membership WHERE member = ?");
  private final Rows programmes =
      new Rows("INSERT INTO programme (programme, seq, opened_at) VALUES (?, ?, ?)");
  private final Rows quotaSet =
      new Rows(
          """
          INSERT INTO quota (organization, project, guaranteed_milli, concurrent_milli)
          VALUES (?, ?, ?, ?)
          ON CONFLICT (organization, project) DO UPDATE
          SET guaranteed_milli = excluded.guaranteed_milli,
            concurrent_milli = excluded.concurrent_milli
          """);
  private final Rows quotaRemoved =
      new Rows("DELETE FROM quota WHERE organization = ? AND project = ?");
  private final Rows allocations =
      new Rows(
          """
          INSERT INTO allocation (id, seq, organization, project, programme, parent, unit, granted,
            models, usable_from, usable_until, granted_at)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """);
  private final Rows closed =
      new Rows("UPDATE allocation SET closed_at = ? WHERE id = ? AND closed_at IS NULL");
  private final Rows ratings =
      new Rows(
          """
          INSERT INTO rating (model, version, seq, published_at, "precision", megaflops, source)
          VALUES (?, ?, ?, ?, ?, ?, ?)
          """);
  private final Rows prices =
      new Rows("INSERT INTO price (version, seq, published_at, milli_fen) VALUES (?, ?, ?, ?)");

  private final Rows policies =
      new Rows(
          """
          INSERT INTO policy (version, seq, published_at, job_order, backfill, half_life_millis,
            restart_cost_millis, minimum_run_time_millis, author)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
          """);

  void take(long seq, Event.Stamped stamped) {
    var at = stamped.at();
    switch (stamped.event()) {
      case Event.MemberSet set -> members.put(set.member(), Optional.of(set));
      case Event.MemberRemoved(var member) -> members.put(member, Optional.empty());
      case Event.ProgrammeOpened(var programme) -> programmes.add(programme.value(), seq, at);
      case Event.QuotaSet(var owner, var quota) -> quotas.put(owner, Optional.of(quota));
      case Event.ProjectRemoved(var project) ->
          quotas.put(new Allocation.Owner.OfProject(project), Optional.empty());
      case Event.AllocationGranted(var allocation) -> granted(seq, at, allocation);
      case Event.AllocationClosed(var id) -> closed.add(at, id.value());
      case Event.RatingPublished(var rating) ->
          ratings.add(
              rating.model().value(),
              rating.version(),
              seq,
              at,
              rating.precision().name(),
              rating.throughput().perSecond(),
              rating.source());
      case Event.PricePublished(var version, var price) ->
          prices.add(version, seq, at, price.milliFen());
      case Event.PolicyChanged(int version, var policy) ->
          policies.add(
              version,
              seq,
              at,
              policy.order().name(),
              policy.backfill().name(),
              policy.usageHalfLife().toMillis(),
              policy.preemption().restartCost().toMillis(),
              policy.preemption().minimumRunTime().toMillis(),
              stamped.by().value());
      // Other events change nothing here; they have rows of their own kinds.
      default -> {}
    }
  }

  private void granted(long seq, Instant at, Allocation allocation) {
    List<String> models =
        switch (allocation.grant()) {
          case Grant.PflopsHours _ -> List.of();
          case Grant.CardHours(var names, _) -> names.stream().map(ModelName::value).toList();
        };
    allocations.add(
        allocation.id().value(),
        seq,
        allocation.owner().organization().value(),
        project(allocation.owner()).map(ProjectId::name),
        allocation.programme().value(),
        allocation.parent().map(AllocationId::value),
        allocation.grant().amount().unit().name(),
        allocation.grant().amount().value(),
        new Rows.Texts(models),
        allocation.window().from(),
        allocation.window().until(),
        at);
  }

  void write(Connection connection) throws SQLException {
    members.forEach(
        (member, set) ->
            set.ifPresentOrElse(
                present ->
                    memberSet.add(
                        member.value(),
                        present.role().name(),
                        present.organization().map(organization -> organization.value())),
                () -> memberRemoved.add(member.value())));
    quotas.forEach(
        (owner, quota) -> {
          var organization = owner.organization().value();
          var project = project(owner).map(ProjectId::name).orElse("");
          quota.ifPresentOrElse(
              present ->
                  quotaSet.add(
                      organization, project, present.guaranteed().milli(), concurrent(present)),
              () -> quotaRemoved.add(organization, project));
        });
    for (var rows :
        List.of(
            memberSet,
            memberRemoved,
            programmes,
            quotaSet,
            quotaRemoved,
            allocations,
            closed,
            ratings,
            policies,
            prices)) {
      rows.execute(connection);
    }
  }

  private static Optional<ProjectId> project(Allocation.Owner owner) {
    return switch (owner) {
      case Allocation.Owner.OfOrganization _ -> Optional.empty();
      case Allocation.Owner.OfProject(var project) -> Optional.of(project);
    };
  }

  private static Optional<Long> concurrent(Quota quota) {
    return switch (quota.concurrent()) {
      case Limit.Unlimited<MilliAccelerators> _ -> Optional.empty();
      case Limit.AtMost<MilliAccelerators>(var most) -> Optional.of(most.milli());
    };
  }
}
