package org.suanli.simulation;

import static org.suanli.simulation.Invariants.require;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.suanli.core.allocation.Allocation;
import org.suanli.core.engine.Event;
import org.suanli.core.engine.State;
import org.suanli.core.ledger.Account;
import org.suanli.core.ledger.Transfer;
import org.suanli.core.metering.Segment;
import org.suanli.core.supply.Rating;
import org.suanli.core.units.AllocationId;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.Conversion;
import org.suanli.core.units.ModelName;

/// Every transfer sums to zero and balances equal the sums of their entries, re-added here from the
/// events; charged never exceeds reserved; use never exceeds the grant of any ancestor; what is
/// metered of an attempt neither overlaps nor leaves gaps; and each amount follows from its segment
/// and the rating it names.
final class BooksInvariants {
  private final TreeMap<AllocationId, Page> pages = new TreeMap<>();
  private final TreeMap<AttemptId, Paid> attempts = new TreeMap<>();
  private final TreeMap<ModelName, List<Rating>> ratings = new TreeMap<>();
  private final TreeSet<AllocationId> touched = new TreeSet<>();

  private static final class Page {
    final Allocation allocation;
    final EnumMap<Account, Long> sums = new EnumMap<>(Account.class);
    long used;
    boolean isClosed;

    Page(Allocation allocation) {
      this.allocation = allocation;
    }

    long sum(Account account) {
      return sums.getOrDefault(account, 0L);
    }
  }

  private static final class Paid {
    long reserved;
    long reservedEver;
    long charged;
    boolean isCredited;
    boolean isMeteredToItsEnd;
    @Nullable Instant until;
    @Nullable Instant endedAt;
  }

  void observe(Event.Stamped stamped, JobInvariants jobs) {
    switch (stamped.event()) {
      case Event.RatingPublished(var rating) -> rated(rating);
      case Event.AllocationGranted(var allocation) -> granted(allocation);
      case Event.AllocationClosed(var id) -> {
        require(!page(id).isClosed, "an allocation closes once", id);
        require(page(id).sum(Account.AVAILABLE) == 0, "nothing is left when it closes", id);
        page(id).isClosed = true;
        require(pages.values().stream().noneMatch(this::isOrphan), "parts close first", id);
      }
      case Event.PeriodOpened opened -> opened(opened, jobs);
      case Event.Posted(var transfer) -> posted(transfer, jobs);
      case Event.JobMoved(var job, _, _) -> {
        var last = attempts.floorKey(new AttemptId(job, Integer.MAX_VALUE));
        if (last != null && last.job().equals(job)) {
          moved(last);
        }
      }
      case Event.AttemptEnded(var id, _, var endedAt) -> {
        var until = paid(id).until;
        require(until == null || !until.isAfter(endedAt), "no use after the end", id);
        paid(id).isMeteredToItsEnd = endedAt.equals(jobs.attempt(id).placedAt);
        paid(id).endedAt = endedAt;
      }
      default -> {
        // The others move nothing in the books.
      }
    }
  }

  private void rated(Rating rating) {
    var versions = ratings.computeIfAbsent(rating.model(), _ -> new ArrayList<>());
    versions.add(rating);
    require(rating.version() == versions.size(), "ratings are numbered without gaps", rating);
  }

  private void granted(Allocation allocation) {
    var before = pages.put(allocation.id(), new Page(allocation));
    require(before == null, "an allocation is granted once", allocation);
    var window = allocation.window();
    for (var above : allocation.parent().map(this::page).map(this::ancestors).orElse(List.of())) {
      boolean isWithin =
          !above.isClosed
              && !window.from().isBefore(above.allocation.window().from())
              && !window.until().isAfter(above.allocation.window().until());
      require(isWithin, "a part lies within the whole", allocation);
    }
  }

  /// A page, then that of each ancestor.
  private List<Page> ancestors(Page page) {
    var chain = new ArrayList<Page>();
    for (Optional<Page> at = Optional.of(page); at.isPresent(); ) {
      chain.add(at.get());
      at = at.get().allocation.parent().map(this::page);
    }
    return chain;
  }

  private boolean isOrphan(Page page) {
    return !page.isClosed
        && page.allocation.parent().map(this::page).map(p -> p.isClosed).orElse(false);
  }

  private void opened(Event.PeriodOpened opened, JobInvariants jobs) {
    var id = opened.attempt();
    var page = page(opened.allocation());
    require(page.allocation.owner().includes(jobs.of(id).project), "one's own allocation pays", id);
    require(paid(id).reserved == 0, "a period opens when the last is settled", id);
    var model = jobs.attempt(id).placement.model();
    var settled = paid(id).until;
    var from = settled == null ? jobs.attempt(id).placedAt : settled;
    for (var each : ancestors(page)) {
      require(!each.isClosed, "a closed allocation pays nothing", id);
      require(each.allocation.grant().covers(model), "an allocation pays what it covers", id);
      var window = each.allocation.window();
      boolean isWithin = !from.isBefore(window.from()) && !opened.until().isAfter(window.until());
      require(isWithin, "a period lies within the windows of who pays", id);
    }
  }

  /// After its attempt ended, nothing of it is reserved, and all of its life is metered.
  private void moved(AttemptId id) {
    var paid = paid(id);
    require(paid.reserved == 0, "nothing stays reserved", id);
    boolean isMetered =
        paid.isMeteredToItsEnd || paid.endedAt != null && paid.endedAt.equals(paid.until);
    require(isMetered, "all of an attempt's life is metered", id);
    attempts.remove(id);
  }

  private Page page(AllocationId id) {
    var page = pages.get(id);
    if (page == null) {
      throw new IllegalStateException("The " + id + " must be known.");
    }
    touched.add(id);
    return page;
  }

  private Paid paid(AttemptId id) {
    return attempts.computeIfAbsent(id, _ -> new Paid());
  }

  private void posted(Transfer transfer, JobInvariants jobs) {
    var page = page(transfer.allocation());
    long amount = transfer.amount().value();
    require(
        transfer.amount().unit() == page.allocation.grant().amount().unit(),
        "units do not mix",
        transfer);
    add(page, debited(transfer.kind()), -amount, transfer);
    add(page, credited(transfer.kind()), amount, transfer);
    long sum = page.sums.values().stream().mapToLong(Long::longValue).sum();
    require(sum == 0, "every transfer sums to zero", transfer);
    transfer.attempt().ifPresent(id -> postedFor(id, transfer, jobs));
    switch (transfer.kind()) {
      case RESERVE -> use(page, amount, transfer);
      case RELEASE, CREDIT -> use(page, -amount, transfer);
      case GRANT ->
          require(amount == page.allocation.grant().amount().value(), "a grant is posted", page);
      case CHARGE, CREDIT_LATE, BEAR, EXPIRE -> {}
    }
  }

  /// The account that gives, told once more so that a change of the engine's table is noticed.
  private static Account debited(Transfer.Kind kind) {
    return switch (kind) {
      case GRANT -> Account.PROGRAMME;
      case RESERVE, EXPIRE -> Account.AVAILABLE;
      case CHARGE, RELEASE -> Account.RESERVED;
      case CREDIT, CREDIT_LATE, BEAR -> Account.LOSS;
    };
  }

  private static Account credited(Transfer.Kind kind) {
    return switch (kind) {
      case GRANT, RELEASE, CREDIT -> Account.AVAILABLE;
      case RESERVE -> Account.RESERVED;
      case CHARGE -> Account.CHARGED;
      case CREDIT_LATE -> Account.CREDIT;
      case BEAR -> Account.BORNE;
      case EXPIRE -> Account.PROGRAMME;
    };
  }

  private static void add(Page page, Account account, long change, Transfer transfer) {
    long sum = Math.addExact(page.sum(account), change);
    boolean isSource = account == Account.PROGRAMME || account == Account.LOSS;
    require(sum >= 0 || isSource, "no account but a source falls below zero", transfer);
    page.sums.put(account, sum);
  }

  private void use(Page leaf, long change, Transfer transfer) {
    for (var page : ancestors(leaf)) {
      page.used = Math.addExact(page.used, change);
      boolean isWithin = page.used <= page.allocation.grant().amount().value();
      require(isWithin || change <= 0, "use is within every ancestor's grant", transfer);
    }
  }

  private void postedFor(AttemptId id, Transfer transfer, JobInvariants jobs) {
    var paid = paid(id);
    long amount = transfer.amount().value();
    switch (transfer.kind()) {
      case RESERVE -> {
        paid.reserved += amount;
        paid.reservedEver += amount;
      }
      case RELEASE -> paid.reserved -= amount;
      case CHARGE -> {
        paid.reserved -= amount;
        paid.charged += amount;
        metered(id, transfer, jobs);
      }
      case BEAR -> metered(id, transfer, jobs);
      case CREDIT, CREDIT_LATE -> credited(id, transfer, jobs);
      case GRANT, EXPIRE -> require(false, "grants are about no attempt", transfer);
    }
    require(
        paid.reserved >= 0 && paid.charged <= paid.reservedEver,
        "charged is at most reserved",
        transfer);
  }

  private void metered(AttemptId id, Transfer transfer, JobInvariants jobs) {
    var segment = transfer.metered().orElseThrow();
    var attempt = jobs.attempt(id);
    var paid = paid(id);
    var until = paid.until == null ? attempt.placedAt : paid.until;
    require(segment.window().from().equals(until), "segments neither overlap nor gap", transfer);
    paid.until = segment.window().until();
    boolean isWithin = attempt.endedAt == null || !paid.until.isAfter(attempt.endedAt);
    require(isWithin, "no use after the end", transfer);
    boolean isOfAttempt =
        segment.model().equals(attempt.placement.model())
            && segment.held().equals(jobs.of(id).demand.shape().occupied());
    require(isOfAttempt, "what is metered was held", transfer);
    require(transfer.amount().value() == amount(segment, transfer), "an amount follows", transfer);
  }

  private long amount(Segment segment, Transfer transfer) {
    return switch (transfer.amount().unit()) {
      case MILLI_ACCELERATOR_MILLIS -> segment.used().milliMillis();
      case NANO_PFLOPS_HOURS -> {
        int version = transfer.ratingVersion();
        yield version == 0
            ? 0
            : Conversion.toPflopsHours(
                    segment.used(),
                    ratings.getOrDefault(segment.model(), List.of()).get(version - 1).throughput())
                .value();
      }
    };
  }

  /// Work lost since the last checkpoint is given back once, for at most one declared interval.
  private void credited(AttemptId id, Transfer transfer, JobInvariants jobs) {
    var paid = paid(id);
    var attempt = jobs.attempt(id);
    require(!paid.isCredited, "an attempt is credited once", transfer);
    paid.isCredited = true;
    var length = transfer.metered().orElseThrow().window().length();
    var interval = jobs.of(id).demand.checkpoint().interval();
    boolean isBounded = interval.isPresent() && length.compareTo(interval.get()) <= 0;
    require(isBounded, "a credit is at most one interval", transfer);
    require(transfer.amount().value() <= paid.charged, "a credit is at most charged", transfer);
    require(attempt.isLost, "a credit has evidence", transfer);
  }

  /// Compares the allocations that the last events named.
  void compareTouched(State state) {
    for (var id : touched) {
      compare(pages.get(id), state);
    }
    touched.clear();
  }

  void compare(State state) {
    touched.clear();
    var known = state.books().pages().keySet();
    require(known.equals(pages.keySet()), "all allocations are known", known);
    pages.values().forEach(page -> compare(page, state));
  }

  private static void compare(@Nullable Page page, State state) {
    if (page == null) {
      throw new IllegalStateException("An allocation that was named must be known.");
    }
    var id = page.allocation.id();
    var other = state.books().page(id);
    for (var account : Account.values()) {
      require(
          other.balance(account).value() == page.sum(account),
          "a balance is the sum of its entries",
          id);
    }
    require(other.isClosed() == page.isClosed, "a closed allocation", id);
    require(other.committed().value() == page.used, "what is committed", id);
    long most = page.allocation.grant().amount().value() - page.used;
    boolean isWithin = state.books().available(id).value() <= Math.max(0, most);
    require(isWithin, "what is available is not committed", id);
  }

  void atEnd() {
    for (var page : pages.values()) {
      require(page.sum(Account.RESERVED) == 0, "nothing is reserved in the end", page.allocation);
    }
  }
}
