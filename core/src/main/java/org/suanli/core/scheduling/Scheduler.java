package org.suanli.core.scheduling;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.suanli.core.supply.Maintenance;
import org.suanli.core.supply.Placement;
import org.suanli.core.units.JobId;
import org.suanli.core.units.Limit;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.ProjectId;

/// One cycle: order the demand, place what fits, promise a start to the first that does not,
/// backfill behind it.
///
/// The order is the {@link Policy}'s. Jobs of one bucket share one answer: after one found no room
/// the others are not tried. With EASY backfill only the first blocked job holds a promise, and
/// what starts behind it either ends before the promised start or uses devices that the promised
/// job does not need (Lifka, "The ANL/IBM SP scheduling system", 1995); without backfill a blocked
/// job blocks the pools that it waits for. A holder without a time limit is taken to stay for
/// {@link Releases#UNLIMITED}.
public final class Scheduler {
  /// Bounds one cycle's decisions, so that a transaction stays small; the rest follows in the next
  /// cycle, at once.
  private static final int STARTS_MAX = 2_000;

  private final Picture picture;
  private final boolean isExplaining;
  private final Topology topology;
  private final Space empty;
  private final Space now;
  private final TreeMap<OrganizationId, Standing> standings = new TreeMap<>();
  private final TreeMap<ProjectId, MilliAccelerators> held = new TreeMap<>();
  private final List<Decision> decisions = new ArrayList<>();
  private final LinkedHashMap<Waiting.Bucket, WaitReason> verdicts = new LinkedHashMap<>();
  private Optional<Reservation> reservation = Optional.empty();
  private Optional<Space> afterAll = Optional.empty();
  private final List<Releases.Release> started = new ArrayList<>();
  private final TreeSet<JobId> startedWithPromise = new TreeSet<>();

  /// Where there is no backfill: who blocks a pool.
  private final LinkedHashMap<Topology.Pool, JobId> blockers = new LinkedHashMap<>();

  /// What a cycle decided.
  ///
  /// @param decisions in the order in which they are to be carried out
  /// @param verdicts why the first job left in a bucket waits
  /// @param isComplete whether every bucket was tried
  public record Cycle(
      List<Decision> decisions,
      SequencedMap<Waiting.Bucket, WaitReason> verdicts,
      boolean isComplete) {}

  /// Room kept for the first blocked job.
  ///
  /// @param rest what is left then, when it has started
  /// @param both what is free both now and then
  private record Reservation(JobId job, Instant at, Space rest, Space both) {}

  /// The best job of an organization.
  private record Candidate(Waiting job, Standing standing, Policy.Order rule)
      implements Comparable<Candidate> {
    @Override
    public int compareTo(Candidate other) {
      return rule == Policy.Order.FAIR_SHARE ? byShare(other) : rule.jobs().compare(job, other.job);
    }

    private int byShare(Candidate other) {
      int order = Boolean.compare(other.standing.isBelowGuarantee(), standing.isBelowGuarantee());
      if (order == 0) {
        order = job.demand().priorityClass().compareTo(other.job.demand().priorityClass());
      }
      if (order == 0) {
        order = Long.compare(standing.share(), other.standing.share());
      }
      return order == 0 ? rule.jobs().compare(job, other.job) : order;
    }
  }

  private Scheduler(Picture picture, boolean isExplaining) {
    this.picture = picture;
    this.isExplaining = isExplaining;
    picture.layout().follow(picture.fleet());
    topology = picture.layout().topology();
    empty = picture.layout().empty();
    now = Space.of(picture);
  }

  public static Cycle decide(Picture picture) {
    return cycle(picture, false);
  }

  /// The same decisions, with a verdict on every bucket.
  public static Cycle explain(Picture picture) {
    return cycle(picture, true);
  }

  private static Cycle cycle(Picture picture, boolean isExplaining) {
    if (picture.queue().size() == 0) {
      return new Cycle(List.of(), new LinkedHashMap<>(), true);
    }
    var scheduler = new Scheduler(picture, isExplaining);
    scheduler.run();
    return new Cycle(
        List.copyOf(scheduler.decisions),
        scheduler.verdicts,
        scheduler.started.size() < STARTS_MAX);
  }

  private void run() {
    var lanes = new TreeMap<OrganizationId, Lane>();
    var candidates = new TreeSet<Candidate>();
    picture
        .queue()
        .heads()
        .forEach(
            (organization, heads) -> {
              var lane = new Lane(picture.queue(), heads.iterator(), picture.now());
              lanes.put(organization, lane);
              offer(candidates, lane);
            });
    while (!candidates.isEmpty() && started.size() < STARTS_MAX && !isAllBlocked()) {
      var organization =
          Objects.requireNonNull(candidates.pollFirst()).job().project().organization();
      var lane = Objects.requireNonNull(lanes.get(organization));
      var line = Objects.requireNonNull(lane.first());
      lane.leave();
      var blocked = tryStart(line);
      if (blocked.isPresent()) {
        verdicts.put(line.head().bucket(), blocked.get());
      } else if (line.advance()) {
        lane.enter(line);
      }
      offer(candidates, lane);
    }
    withdraw();
  }

  /// Takes back what was promised to jobs that are out of reach by now.
  private void withdraw() {
    for (var job : picture.queue().promised()) {
      var verdict = verdicts.get(job.bucket());
      if (verdict != null && isOutOfReach(verdict) && !startedWithPromise.contains(job.job())) {
        decisions.add(new Decision.Withdraw(job.job()));
      }
    }
  }

  /// Whether more is missing than room.
  private static boolean isOutOfReach(WaitReason verdict) {
    return verdict instanceof WaitReason.NotPaid
        || verdict instanceof WaitReason.QuotaReached
        || verdict instanceof WaitReason.NeverFits;
  }

  private void offer(TreeSet<Candidate> candidates, Lane lane) {
    var line = lane.first();
    if (line != null) {
      var job = line.head();
      candidates.add(
          new Candidate(job, standing(job.project().organization()), picture.policy().order()));
    }
  }

  private boolean isAllBlocked() {
    return !isExplaining && blockers.size() == topology.pools().size();
  }

  private Standing standing(OrganizationId organization) {
    return standings.computeIfAbsent(organization, picture::standing);
  }

  private MilliAccelerators held(ProjectId project) {
    return held.computeIfAbsent(project, picture::held);
  }

  /// Starts the first job of a line, or says why it cannot start.
  private Optional<WaitReason> tryStart(Line line) {
    var job = line.head();
    var quota = quotaReason(job, job.demand().shape().occupied());
    if (quota.isPresent()) {
      return quota;
    }
    var payable = line.pools(this::payable);
    if (payable.isEmpty()) {
      boolean isNever = topology.pools().stream().noneMatch(pool -> isAcceptable(job, pool));
      return Optional.of(isNever ? neverFits(job) : new WaitReason.NotPaid(job.project()));
    }
    if (!blockers.isEmpty()) {
      var first = blockers.get(payable.getFirst());
      payable = payable.stream().filter(pool -> !blockers.containsKey(pool)).toList();
      if (payable.isEmpty()) {
        return Optional.of(new WaitReason.BehindFirst(Objects.requireNonNull(first)));
      }
    }
    var placement = placeNow(job, payable);
    if (placement.isPresent()) {
      start(job, placement.get());
      return Optional.empty();
    }
    return Optional.of(blocked(job, payable));
  }

  /// The pools that a job accepts and can pay, which within a cycle are the same for its bucket.
  private List<Topology.Pool> payable(Waiting job) {
    var occupied = job.demand().shape().occupied();
    var payable = new ArrayList<Topology.Pool>();
    for (var pool : topology.pools()) {
      if (isAcceptable(job, pool) && picture.isPayable(job.project(), pool.model(), occupied)) {
        payable.add(pool);
      }
    }
    return payable;
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

  private boolean isAcceptable(Waiting job, Topology.Pool pool) {
    var shape = job.demand().shape();
    return (shape.occupied().isZero() || shape.accepts(pool.model()))
        && (!job.demand().needsImage() || picture.runsImages(pool.cluster()))
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

  /// How long a job may run, for maintenance windows. One without a limit may start until its grace
  /// before a window, when it is asked to leave: kept out, it would find no node in a fleet whose
  /// every node has some maintenance planned.
  private static long millis(Waiting job) {
    var grace = job.demand().checkpoint().grace();
    return job.demand().longestRun().orElseGet(() -> grace.plusMillis(1)).toMillis();
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
    started.add(Releases.Release.ofStart(picture.now(), job.demand(), placement));
    job.promised().ifPresent(_ -> startedWithPromise.add(job.job()));
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
    if (place(empty, job, pools).isEmpty()) {
      return neverFits(job);
    }
    if (picture.policy().backfill() == Policy.Backfill.NONE) {
      preempt(job, pools);
      pools.forEach(pool -> blockers.putIfAbsent(pool, job.job()));
    } else if (reservation.isEmpty()) {
      reserve(job, pools);
    } else if (place(now, job, pools).isPresent()) {
      return new WaitReason.WouldDelay(reservation.get().job(), reservation.get().at());
    }
    var maintenance = maintenanceInTheWay(job, pools);
    if (maintenance.isPresent()) {
      return new WaitReason.InMaintenance(maintenance.get().node(), maintenance.get().window());
    }
    int free = pools.stream().mapToInt(pool -> now.freeIn(pool.nodes())).max().orElse(0);
    var asked = job.demand().shape().occupied();
    return new WaitReason.NotEnoughFree(asked, devices(free), devices(free).compareTo(asked) >= 0);
  }

  /// The first maintenance without which there would be room now.
  private Optional<Maintenance> maintenanceInTheWay(Waiting job, List<Topology.Pool> pools) {
    if (picture.maintenances().isEmpty()) {
      return Optional.empty();
    }
    var end = picture.now().plusMillis(millis(job));
    return place(now.withoutMaintenance(), job, pools).stream()
        .flatMap(placement -> placement.tasks().stream())
        .flatMap(
            task ->
                picture.maintenances().stream()
                    .filter(plan -> plan.node().equals(task.node()))
                    .filter(plan -> plan.window().from().isBefore(end))
                    .filter(plan -> plan.window().until().isAfter(picture.now())))
        .min(Comparator.comparing(plan -> plan.window().from()));
  }

  private WaitReason neverFits(Waiting job) {
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
    Predicate<Space> fits = space -> place(space, job, pools).isPresent();
    if (afterAll.filter(space -> !fits.test(space)).isPresent()) {
      return;
    }
    var victims = preempt(job, pools);
    var releases = Releases.of(picture, victims, started);
    releases.untilFits(now, millis(job), fits).ifPresent(found -> keep(job, pools, found));
    afterAll = releases.afterAll();
  }

  private SequencedSet<Holder> preempt(Waiting job, List<Topology.Pool> pools) {
    var victims = Victims.choose(picture, now, job, space -> place(space, job, pools).isPresent());
    for (var victim : victims) {
      decisions.add(new Decision.Preempt(victim.attempt(), job.job()));
    }
    return victims;
  }

  private void keep(Waiting job, List<Topology.Pool> pools, Releases.Found found) {
    var rest = found.space();
    place(rest, job, pools)
        .ifPresent(placement -> rest.take(picture.fleet(), job.demand().shape(), placement));
    var at = found.at();
    reservation = Optional.of(new Reservation(job.job(), at, rest, Space.intersection(now, rest)));
    boolean isKnown =
        at.isAfter(picture.now()) && at.isBefore(picture.now().plus(Releases.UNLIMITED));
    if (isKnown && job.promised().map(before -> !before.equals(at)).orElse(true)) {
      decisions.add(new Decision.Promise(job.job(), at));
    }
  }

  private static MilliAccelerators devices(int count) {
    return new MilliAccelerators(count * 1_000L);
  }
}
