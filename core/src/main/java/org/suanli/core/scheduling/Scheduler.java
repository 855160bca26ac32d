package org.suanli.core.scheduling;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.suanli.core.supply.Placement;
import org.suanli.core.units.JobId;
import org.suanli.core.units.Limit;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.ProjectId;

/// One cycle: order the demand, place what fits, promise a start to the first that does not,
/// backfill behind it.
///
/// Order: organizations below their guaranteed share, then class, then the smallest decayed share,
/// then priority, submission, id. Jobs of one bucket share one answer: after one found no room the
/// others are not tried. Backfill is EASY: only the first blocked job holds a promise, and what
/// starts behind it either ends before the promised start or uses devices that the promised job
/// does not need (Lifka, "The ANL/IBM SP scheduling system", 1995). A holder without a time limit
/// is taken to stay for {@link #UNLIMITED}.
public final class Scheduler {
  private static final Duration UNLIMITED = Duration.ofDays(365);

  /// Bounds one cycle's decisions, so that a transaction stays small; the rest follows in the next
  /// cycle.
  private static final int STARTS_MAX = 2_000;

  private final Picture picture;
  private final Topology topology;
  private final Space now;
  private final TreeMap<OrganizationId, Standing> standings = new TreeMap<>();
  private final TreeMap<ProjectId, MilliAccelerators> held = new TreeMap<>();
  private final List<Decision> decisions = new ArrayList<>();
  private final LinkedHashMap<Waiting.Bucket, WaitReason> verdicts = new LinkedHashMap<>();
  private Optional<Reservation> reservation = Optional.empty();
  private int starts;

  /// What a cycle decided.
  ///
  /// @param decisions in the order in which they are to be carried out
  /// @param verdicts why the first job left in a bucket waits
  public record Cycle(
      List<Decision> decisions, SequencedMap<Waiting.Bucket, WaitReason> verdicts) {}

  /// Room kept for the first blocked job.
  private record Reservation(JobId job, Instant at, Space rest, Space both) {}

  /// The best job of an organization.
  private record Candidate(Waiting job, Standing standing) {
    static final Comparator<Candidate> ORDER =
        Comparator.<Candidate, Boolean>comparing(c -> !c.standing.isBelowGuarantee())
            .thenComparing(c -> c.job.demand().priorityClass())
            .thenComparing(c -> c.standing.share())
            .thenComparing(Candidate::job, Waiting.ORDER);
  }

  /// The jobs of one bucket that were not tried yet.
  private static final class Line {
    private final Iterator<Waiting> rest;
    private final Instant now;
    private Optional<Waiting> head = Optional.empty();

    Line(Iterator<Waiting> rest, Instant now) {
      this.rest = rest;
      this.now = now;
      advance();
    }

    void advance() {
      head = Optional.empty();
      while (head.isEmpty() && rest.hasNext()) {
        head = Optional.of(rest.next()).filter(waiting -> waiting.isReady(now));
      }
    }
  }

  private Scheduler(Picture picture) {
    this.picture = picture;
    topology = Topology.of(picture.fleet());
    now = Space.of(picture);
  }

  public static Cycle decide(Picture picture) {
    if (picture.queue().size() == 0) {
      return new Cycle(List.of(), new LinkedHashMap<>());
    }
    var scheduler = new Scheduler(picture);
    scheduler.run();
    return new Cycle(List.copyOf(scheduler.decisions), scheduler.verdicts);
  }

  private void run() {
    var lines = new TreeMap<OrganizationId, List<Line>>();
    picture
        .queue()
        .buckets()
        .forEach(
            (bucket, jobs) ->
                lines
                    .computeIfAbsent(bucket.project().organization(), _ -> new ArrayList<>())
                    .add(new Line(jobs.iterator(), picture.now())));
    var candidates = new TreeSet<>(Candidate.ORDER);
    lines.forEach(
        (organization, of) ->
            best(of).ifPresent(line -> candidates.add(candidate(organization, line))));
    while (!candidates.isEmpty() && starts < STARTS_MAX) {
      var job = candidates.pollFirst().job();
      var organization = job.project().organization();
      var own = Objects.requireNonNull(lines.get(organization));
      var line = best(own).orElseThrow();
      var blocked = tryStart(job);
      if (blocked.isPresent()) {
        verdicts.put(job.bucket(), blocked.get());
        own.remove(line);
      } else {
        starts++;
        line.advance();
      }
      best(own).ifPresent(next -> candidates.add(candidate(organization, next)));
    }
  }

  private Candidate candidate(OrganizationId organization, Line line) {
    return new Candidate(line.head.orElseThrow(), standing(organization));
  }

  private static Optional<Line> best(List<Line> lines) {
    return lines.stream()
        .filter(line -> line.head.isPresent())
        .min(Comparator.comparing(line -> line.head.orElseThrow(), Waiting.ORDER));
  }

  private Standing standing(OrganizationId organization) {
    return standings.computeIfAbsent(organization, picture::standing);
  }

  private MilliAccelerators held(ProjectId project) {
    return held.computeIfAbsent(project, picture::held);
  }

  /// Starts a job, or says why it cannot start.
  private Optional<WaitReason> tryStart(Waiting job) {
    var shape = job.demand().shape();
    var occupied = shape.occupied();
    var quota = quotaReason(job, occupied);
    if (quota.isPresent()) {
      return quota;
    }
    var pools = topology.pools().stream().filter(pool -> isAcceptable(job, pool)).toList();
    var payable =
        pools.stream()
            .filter(pool -> picture.isPayable(job.project(), pool.model(), occupied))
            .toList();
    if (payable.isEmpty()) {
      return Optional.of(pools.isEmpty() ? neverFits(job) : new WaitReason.NotPaid(job.project()));
    }
    var placement = placeNow(job, payable);
    if (placement.isPresent()) {
      start(job, placement.get());
      return Optional.empty();
    }
    return Optional.of(blocked(job, payable));
  }

  private Optional<WaitReason> quotaReason(Waiting job, MilliAccelerators occupied) {
    var organization = job.project().organization();
    var standing = standing(organization);
    return exceeded(
            organization.toString(), occupied, standing.held(), standing.quota().concurrent())
        .or(
            () ->
                exceeded(
                    job.project().toString(),
                    occupied,
                    held(job.project()),
                    picture.quota(job.project()).concurrent()));
  }

  private static Optional<WaitReason> exceeded(
      String owner,
      MilliAccelerators asked,
      MilliAccelerators held,
      Limit<MilliAccelerators> limit) {
    return limit instanceof Limit.AtMost<MilliAccelerators>(var most)
            && !limit.allows(held.plus(asked))
        ? Optional.of(new WaitReason.QuotaReached(owner, asked, held, most))
        : Optional.empty();
  }

  private static boolean isAcceptable(Waiting job, Topology.Pool pool) {
    var shape = job.demand().shape();
    return (shape.occupied().isZero() || shape.accepts(pool.model()))
        && shape.cluster().map(pool.cluster()::equals).orElse(true);
  }

  private Optional<Placement> placeNow(Waiting job, List<Topology.Pool> pools) {
    var placement = place(now, job, pools);
    if (placement.isEmpty() || reservation.isEmpty() || endsBefore(job, reservation.get().at())) {
      return placement;
    }
    return place(reservation.get().both(), job, pools);
  }

  private Optional<Placement> place(Space space, Waiting job, List<Topology.Pool> pools) {
    for (var pool : pools) {
      var placement = space.place(picture.fleet(), job.demand().shape(), pool, millis(job));
      if (placement.isPresent()) {
        return placement;
      }
    }
    return Optional.empty();
  }

  /// How long a job may run, for maintenance windows; one without a limit asks for nothing in
  /// particular.
  private static long millis(Waiting job) {
    return job.demand().longestRun().map(Duration::toMillis).orElse(1L);
  }

  private boolean endsBefore(Waiting job, Instant instant) {
    return job.demand()
        .longestRun()
        .filter(run -> !picture.now().plus(run).isAfter(instant))
        .isPresent();
  }

  private void start(Waiting job, Placement placement) {
    var shape = job.demand().shape();
    decisions.add(new Decision.Start(job.job(), placement));
    now.take(picture.fleet(), shape, placement);
    reservation.ifPresent(
        kept -> {
          kept.both().take(picture.fleet(), shape, placement);
          if (!endsBefore(job, kept.at())) {
            kept.rest().take(picture.fleet(), shape, placement);
          }
        });
    var organization = job.project().organization();
    standings.put(organization, standing(organization).with(shape.occupied()));
    held.put(job.project(), held(job.project()).plus(shape.occupied()));
  }

  private WaitReason blocked(Waiting job, List<Topology.Pool> pools) {
    var empty = Space.empty(picture.fleet());
    if (place(empty, job, pools).isEmpty()) {
      return neverFits(job);
    }
    if (reservation.isEmpty()) {
      reserve(job, pools);
    } else if (place(now, job, pools).isPresent()) {
      return new WaitReason.WouldDelay(reservation.get().job(), reservation.get().at());
    }
    int free = pools.stream().mapToInt(pool -> now.freeIn(pool.nodes())).max().orElse(0);
    var asked = job.demand().shape().occupied();
    return new WaitReason.NotEnoughFree(asked, devices(free), devices(free).compareTo(asked) >= 0);
  }

  private WaitReason neverFits(Waiting job) {
    var empty = Space.empty(picture.fleet());
    int largest =
        topology.pools().stream()
            .filter(pool -> isAcceptable(job, pool))
            .mapToInt(pool -> empty.freeIn(pool.nodes()))
            .max()
            .orElse(0);
    return new WaitReason.NeverFits(job.demand().shape().occupied(), devices(largest));
  }

  /// Keeps room for the first blocked job: at the earliest end of others that makes it fit,
  /// preempting where it may.
  private void reserve(Waiting job, List<Topology.Pool> pools) {
    var ends = new ArrayList<Release>();
    var victims = Victims.choose(picture, now, job, space -> place(space, job, pools).isPresent());
    for (var holder : picture.holders()) {
      boolean isVictim = victims.contains(holder);
      if (isVictim) {
        decisions.add(new Decision.Preempt(holder.attempt(), job.job()));
      }
      var graceEnd = picture.now().plus(holder.demand().checkpoint().grace());
      var known = holder.endsAt().filter(end -> end.isAfter(picture.now()));
      var endsAt = isVictim ? Optional.of(graceEnd) : known;
      ends.add(new Release(holder, endsAt.orElse(picture.now().plus(UNLIMITED))));
    }
    ends.sort(
        Comparator.comparing(Release::at).thenComparing(release -> release.holder().attempt()));
    var later = now.copy();
    for (var release : ends) {
      later.give(picture.fleet(), release.holder().demand().shape(), release.holder().placement());
      var placement = place(later, job, pools);
      if (placement.isPresent()) {
        later.take(picture.fleet(), job.demand().shape(), placement.get());
        keep(job, release.at(), later);
        return;
      }
    }
  }

  private record Release(Holder holder, Instant at) {}

  private void keep(Waiting job, Instant at, Space rest) {
    reservation = Optional.of(new Reservation(job.job(), at, rest, Space.intersection(now, rest)));
    boolean isKnown = at.isBefore(picture.now().plus(UNLIMITED));
    if (isKnown && job.promised().map(before -> !before.equals(at)).orElse(true)) {
      decisions.add(new Decision.Promise(job.job(), at));
    }
  }

  private static MilliAccelerators devices(int count) {
    return new MilliAccelerators(count * 1_000L);
  }
}
