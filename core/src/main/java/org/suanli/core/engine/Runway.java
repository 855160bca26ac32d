package org.suanli.core.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.suanli.core.allocation.Allocation;
import org.suanli.core.ledger.Books;
import org.suanli.core.spec.Demand;
import org.suanli.core.supply.Rating;
import org.suanli.core.units.AllocationId;
import org.suanli.core.units.Amount;
import org.suanli.core.units.Conversion;
import org.suanli.core.units.Megaflops;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.ProjectId;

/// How far what an organization may use reaches: for early warnings, which decide nothing.
///
/// @param purses its open allocations, the first to expire first
/// @param ratings those in force
public record Runway(List<Purse> purses, SortedMap<ModelName, Rating> ratings) {
  /// Time enough to ask for more.
  public static final Duration SOON = Duration.ofDays(7);

  /// A job without a time limit is expected to run for at least as long.
  private static final Duration UNLIMITED = Duration.ofDays(1);

  private static final Megaflops ONE = new Megaflops(1);

  /// An allocation and what may still be reserved of it.
  public record Purse(Allocation allocation, Amount available) {}

  /// The end of what pays.
  ///
  /// @param allocation the last that pays
  /// @param isExpiry whether its window ends then, rather than its amount
  public record End(AllocationId allocation, Instant at, boolean isExpiry) {
    public String sentence() {
      return "The %s %s at %s.".formatted(allocation, isExpiry ? "expires" : "is used up", at);
    }
  }

  public Runway {
    purses = List.copyOf(purses);
  }

  public static Runway of(State state, OrganizationId organization) {
    var tenant = state.tenants().get(organization);
    var purses = new ArrayList<Purse>();
    if (tenant != null) {
      for (var payer : tenant.payers()) {
        var page = state.books().page(payer.allocation());
        purses.add(new Purse(page.allocation(), state.books().available(payer.allocation())));
      }
    }
    return new Runway(purses, new TreeMap<>(state.ratings()));
  }

  /// Where a job's payers would end before it could, if it started now and nothing else used them.
  ///
  /// @param makes those of the centre, for a job that accepts all
  /// @return empty if they last for one of the makes that it accepts, or if none pays even now
  public Optional<End> shortfall(
      ProjectId project, Demand demand, List<ModelName> makes, Instant now) {
    var needed = now.plus(demand.longestRun().orElse(UNLIMITED));
    var accepted = demand.shape().models().isEmpty() ? makes : demand.shape().models();
    Optional<End> furthest = Optional.empty();
    for (var model : accepted) {
      var end = end(project, model, demand.shape().occupied(), now);
      var before = furthest;
      if (end.filter(one -> !one.at().isBefore(needed)).isPresent()) {
        return Optional.empty();
      }
      if (end.filter(one -> before.map(far -> one.at().isAfter(far.at())).orElse(true))
          .isPresent()) {
        furthest = end;
      }
    }
    return furthest;
  }

  /// Where the payers of a make end, each used to its end in the order in which they are.
  private Optional<End> end(
      ProjectId project, ModelName model, MilliAccelerators occupied, Instant now) {
    var left = new ArrayList<>(purses);
    left.removeIf(
        purse ->
            !purse.allocation().owner().includes(project)
                || !purse.allocation().grant().covers(model));
    Optional<End> end = Optional.empty();
    for (var at = now; ; at = end.orElseThrow().at()) {
      var from = at;
      var next =
          left.stream().filter(purse -> purse.allocation().window().contains(from)).findFirst();
      if (next.isEmpty()) {
        return end.filter(found -> found.at().isAfter(now));
      }
      left.remove(next.get());
      end = Optional.of(end(next.get(), model, occupied, from));
    }
  }

  private End end(Purse purse, ModelName model, MilliAccelerators occupied, Instant from) {
    var until = purse.allocation().window().until();
    long longest = Duration.between(from, until).toMillis();
    var rating = Optional.ofNullable(ratings.get(model));
    long millis = Settlement.affordableMillis(purse.available(), occupied, rating, longest);
    return new End(purse.allocation().id(), from.plusMillis(millis), millis == longest);
  }

  /// When an allocation ends, if all that it pays for now runs on.
  ///
  /// @param page not closed
  public static End end(State state, Books.Page page, Instant now) {
    var id = page.allocation().id();
    var left = state.books().available(id);
    long rate = 0;
    for (var job : state.running()) {
      var attempt = job.attempt().orElseThrow();
      if (id.equals(attempt.allocation)) {
        left = left.plus(Settlement.paidAhead(state, attempt, now));
        rate = Math.addExact(rate, rate(attempt, left.unit()));
      }
    }
    long rest = Math.max(0, Duration.between(now, page.allocation().window().until()).toMillis());
    long millis =
        rate == 0
            ? rest
            : Conversion.affordableMillis(left, new MilliAccelerators(rate), ONE, rest);
    return new End(id, now.plusMillis(millis), millis == rest);
  }

  /// The end of an allocation that is open now and will not be {@link #SOON}.
  public static Optional<End> soon(State state, Books.Page page, Instant now) {
    return page.isClosed() || !page.allocation().window().contains(now)
        ? Optional.empty()
        : Optional.of(end(state, page, now)).filter(end -> end.at().isBefore(now.plus(SOON)));
  }

  /// What an attempt uses: milli-accelerators, times megaflops where the unit is rated.
  private static long rate(Attempt attempt, Amount.Unit unit) {
    return switch (unit) {
      case MILLI_ACCELERATOR_MILLIS -> attempt.occupied.milli();
      case NANO_PFLOPS_HOURS ->
          attempt.rating == null
              ? 0
              : Math.multiplyExact(
                  attempt.occupied.milli(), attempt.rating.throughput().perSecond());
    };
  }
}
