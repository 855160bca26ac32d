package org.suanli.core.scheduling;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.suanli.core.spec.PriorityClass;
import org.suanli.core.supply.Placement;
import org.suanli.core.units.JobId;
import org.suanli.core.units.OrganizationId;

/// One cycle: start what was promised a start and fits, order the rest of the demand, place what
/// fits, promise a start to the first that do not, backfill behind them.
///
/// The order is the {@link Policy}'s. Jobs of one bucket share one answer: after one found no room
/// and got no promise, the others are not tried. What starts ends before each promised start or
/// uses devices that the promised job does not need; with EASY backfill there is one such job
/// (Lifka, "The ANL/IBM SP scheduling system", 1995), with conservative backfill as many as {@link
/// Policy} says (Mu'alem and Feitelson, "Utilization, predictability, workloads, and user runtime
/// estimates", 2001). A promise holds against all that comes later, but for a job of a higher
/// class, which displaces it. Without backfill a blocked job blocks the pools that it waits for.
public final class Scheduler {
  /// Bounds one cycle's decisions, so that a transaction stays small; the rest follows in the next
  /// cycle, at once.
  private static final int STARTS_MAX = 2_000;

  /// Bounds how many promises a cycle tries to move earlier, the first of the highest class first:
  /// as they start, the others take their turn.
  private static final int MOVES_MAX = 16;

  private final Picture picture;
  private final boolean isExplaining;
  private final Topology topology;
  private final Space empty;
  private final Space now;
  private final Quotas quotas;
  private final List<Decision> decisions = new ArrayList<>();
  private final LinkedHashMap<Waiting.Bucket, WaitReason> verdicts = new LinkedHashMap<>();
  private final List<Plan.Started> started = new ArrayList<>();
  private @Nullable Plan plan;
  private int movesLeft = MOVES_MAX;
  private final Room room;
  private final Blockage blockage;
  private final Victims victims;

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

  private Scheduler(Picture picture, boolean isExplaining) {
    this.picture = picture;
    this.isExplaining = isExplaining;
    picture.layout().follow(picture.fleet());
    topology = picture.layout().topology();
    empty = picture.layout().empty();
    now = Space.of(picture);
    quotas = new Quotas(picture);
    room = new Room(picture, topology, now);
    blockage = new Blockage(picture, topology, now);
    victims = new Victims(picture, now);
  }

  public static Cycle decide(Picture picture) {
    return cycle(picture, false);
  }

  /// The same decisions, with a verdict on every bucket.
  public static Cycle explain(Picture picture) {
    return cycle(picture, true);
  }

  /// The single changes of a job with which it would start now.
  public static List<Alternative> alternatives(Picture picture, Waiting job) {
    var scheduler = new Scheduler(picture, false);
    scheduler.run();
    boolean isStarting =
        scheduler.started.stream().anyMatch(it -> it.job().job().equals(job.job()));
    return isStarting ? List.of() : scheduler.alternatives(job);
  }

  private List<Alternative> alternatives(Waiting job) {
    if (plan != null) {
      plan.release(job);
    }
    var bounds = new TreeSet<Long>();
    if (plan != null) {
      plan.reservations().forEach(kept -> bounds.add(kept.from()));
    }
    for (var maintenance : picture.maintenances()) {
      bounds.add(Duration.between(picture.now(), maintenance.window().from()).toMillis());
    }
    var models = topology.pools().stream().map(Topology.Pool::model).distinct().toList();
    return new Alternatives(job, this::wouldStart).find(bounds, models);
  }

  private boolean wouldStart(Waiting job) {
    var pools = payable(job).stream().filter(pool -> !blockers.containsKey(pool)).toList();
    return outOfReach(job, pools).isEmpty() && placeNow(job, pools).isPresent();
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
    startPromised();
    if (!isAllHopeless()) {
      startOthers();
    }
    announce();
  }

  private void startOthers() {
    var lanes = new TreeMap<OrganizationId, Lane>();
    var candidates = new TreeSet<Candidate>();
    picture
        .queue()
        .heads()
        .forEach(
            (organization, heads) -> {
              var lane =
                  new Lane(picture.queue(), heads.iterator(), this::isToTry, this::isHopeless);
              lanes.put(organization, lane);
              offer(candidates, lane);
            });
    while (!candidates.isEmpty() && started.size() < STARTS_MAX && !isAllHopeless()) {
      var organization =
          Objects.requireNonNull(candidates.pollFirst()).job().project().organization();
      var lane = Objects.requireNonNull(lanes.get(organization));
      var line = Objects.requireNonNull(lane.first());
      lane.leave();
      if (tryStart(line.head(), line.pools(this::payable)) && line.advance()) {
        lane.enter(line);
      }
      offer(candidates, lane);
    }
  }

  private void startPromised() {
    var promised = List.copyOf(picture.queue().promised());
    if (promisesMax() > 0 && !promised.isEmpty()) {
      for (var job : promised) {
        var pools = payable(job);
        if (!plan().isKeptWithin(job, pools)) {
          plan().release(job);
        }
        if (isExplaining || movesLeft > 0 || !isKept(job) || room.isPossible(job.bucket().form())) {
          tryStart(job, pools);
        }
      }
    }
  }

  private boolean isToTry(Waiting job) {
    return job.isReady(picture.now()) && (promisesMax() == 0 || job.promised().isEmpty());
  }

  private int promisesMax() {
    return picture.policy().backfill().promisesMax();
  }

  private void offer(TreeSet<Candidate> candidates, Lane lane) {
    var line = lane.first();
    if (line != null) {
      var job = line.head();
      candidates.add(
          new Candidate(
              job, quotas.standing(job.project().organization()), picture.policy().order()));
    }
  }

  private boolean isAllHopeless() {
    if (isExplaining) {
      return false;
    }
    if (promisesMax() == 0) {
      return blockers.size() == topology.pools().size();
    }
    for (var priorityClass : PriorityClass.values()) {
      if (mayPromise(priorityClass) && picture.queue().hasUnpromised(priorityClass)) {
        return false;
      }
    }
    return !room.isPossible();
  }

  /// Whether a cycle that decides has nothing to try: no room, and no promise left to make.
  private boolean isHopeless(Waiting.Bucket bucket) {
    return !isExplaining
        && promisesMax() > 0
        && !mayPromise(bucket.priorityClass())
        && !room.isPossible(bucket.form());
  }

  private boolean mayPromise(PriorityClass priorityClass) {
    return plan == null || plan.kept(priorityClass) < promisesMax();
  }

  /// Starts a job, or finds why it waits.
  ///
  /// @return whether the next job that is like it is to be tried
  private boolean tryStart(Waiting job, List<Topology.Pool> payable) {
    var reason = outOfReach(job, payable);
    if (reason.isEmpty()) {
      reason = tryPlace(job, payable);
    } else if (plan != null) {
      plan.release(job);
    }
    reason.ifPresent(why -> verdicts.putIfAbsent(job.bucket(), why));
    return reason.isEmpty() || (isKept(job) && mayPromise(job));
  }

  private Optional<WaitReason> outOfReach(Waiting job, List<Topology.Pool> payable) {
    return quotas
        .reached(job)
        .or(() -> payable.isEmpty() ? Optional.of(blockage.unpaid(job)) : Optional.empty());
  }

  private Optional<WaitReason> tryPlace(Waiting job, List<Topology.Pool> payable) {
    var pools = payable.stream().filter(pool -> !blockers.containsKey(pool)).toList();
    if (pools.isEmpty()) {
      var first = Objects.requireNonNull(blockers.get(payable.getFirst()));
      return Optional.of(new WaitReason.BehindFirst(first));
    }
    if (plan != null) {
      plan.release(job);
    }
    var placement = placeNow(job, pools);
    var displaced = placement.isPresent() ? List.<Waiting>of() : displace(job);
    if (!displaced.isEmpty()) {
      placement = placeNow(job, pools);
    }
    placement.ifPresent(found -> start(job, found));
    var reason =
        placement.isPresent() ? Optional.<WaitReason>empty() : Optional.of(blocked(job, pools));
    displaced.forEach(other -> promise(other, payable(other)));
    return reason;
  }

  private Optional<Placement> placeNow(Waiting job, List<Topology.Pool> pools) {
    if (plan == null) {
      return now.place(picture.fleet(), job, pools);
    }
    if (quotas.promised(plan, job, Plan.stay(job)).isPresent()) {
      return Optional.empty();
    }
    var placement = plan.freeFor(job).place(picture.fleet(), job, pools);
    boolean isDisplacing = plan.kept(job.demand().priorityClass()) < plan.reservations().size();
    if (placement.isEmpty() && !isDisplacing) {
      room.failed(job.bucket().form());
    }
    return placement;
  }

  private List<Waiting> displace(Waiting job) {
    return plan == null ? List.of() : plan.displace(job.demand().priorityClass());
  }

  private boolean isKept(Waiting job) {
    return plan != null && plan.isKept(job);
  }

  /// The pools that a job accepts and can pay, which within a cycle are the same for its bucket.
  private List<Topology.Pool> payable(Waiting job) {
    var occupied = job.demand().shape().occupied();
    var payable = new ArrayList<Topology.Pool>();
    for (var pool : topology.pools()) {
      if (job.bucket().form().accepts(pool, picture)
          && picture.isPayable(job.project(), pool.model(), occupied)) {
        payable.add(pool);
      }
    }
    return payable;
  }

  private void start(Waiting job, Placement placement) {
    var shape = job.demand().shape();
    decisions.add(new Decision.Start(job.job(), placement));
    started.add(new Plan.Started(job, placement));
    now.take(picture.fleet(), shape, placement, job.project().organization());
    room.changed();
    if (plan != null) {
      plan.starts(job, placement);
    }
    quotas.starts(job);
  }

  /// Promises a job a start or blocks its pools, as the policy says, and tells why it waits.
  private WaitReason blocked(Waiting job, List<Topology.Pool> pools) {
    if (empty.place(picture.fleet(), job, pools).isEmpty()) {
      return blockage.neverFits(job);
    }
    var reason = blockage.of(job, pools, plan);
    if (promisesMax() == 0) {
      preempt(job, pools);
      pools.forEach(pool -> blockers.putIfAbsent(pool, job.job()));
    } else {
      promise(job, pools);
    }
    return reason;
  }

  private boolean mayPromise(Waiting job) {
    return mayPromise(job.demand().priorityClass())
        && quotas.reached(job).isEmpty()
        && quotas.promised(plan(), job, Long.MAX_VALUE).isEmpty();
  }

  /// Keeps room for a blocked job: at the earliest end of others that makes it fit, preempting
  /// where it may.
  private void promise(Waiting job, List<Topology.Pool> pools) {
    var promised = plan().asPromised(job);
    if (promised.isPresent() && movesLeft == 0) {
      plan().keep(promised.get());
    } else if (promised.isPresent() || mayPromise(job)) {
      movesLeft -= promised.isPresent() ? 1 : 0;
      preempt(job, pools).forEach(plan()::yields);
      plan().promise(job, promised, space -> space.place(picture.fleet(), job, pools));
    }
  }

  private List<Holder> preempt(Waiting job, List<Topology.Pool> pools) {
    var chosen =
        victims.choose(
            job, space -> withoutKept(space, job).place(picture.fleet(), job, pools).isPresent());
    for (var victim : chosen) {
      decisions.add(new Decision.Preempt(victim.attempt(), job.job()));
    }
    return chosen;
  }

  private Space withoutKept(Space space, Waiting job) {
    return plan == null ? space : plan.withoutKept(space, job);
  }

  private Plan plan() {
    if (plan == null) {
      plan = new Plan(picture, now, started);
    }
    return plan;
  }

  /// Announces the starts that are new or have moved, and takes back the promises for which no room
  /// is kept any more.
  private void announce() {
    var broken = new TreeSet<JobId>();
    picture.queue().promised().forEach(job -> broken.add(job.job()));
    started.forEach(start -> broken.remove(start.job().job()));
    for (var kept : plan == null ? List.<Plan.Reservation>of() : plan.reservations()) {
      var job = kept.job();
      var at = plan().instant(kept.from());
      if (Plan.isKnown(kept)) {
        broken.remove(job.job());
      }
      if (Plan.isToAnnounce(kept) && isNews(job, at, kept.placement())) {
        decisions.add(new Decision.Promise(job.job(), at, kept.placement()));
      }
    }
    broken.forEach(job -> decisions.add(new Decision.Withdraw(job)));
  }

  private static boolean isNews(Waiting job, Instant at, Placement placement) {
    return job.promised()
        .filter(
            told ->
                told.placement().equals(Optional.of(placement))
                    && Duration.between(told.startsAt(), at).abs().compareTo(Plan.SLIP_MAX) < 0)
        .isEmpty();
  }
}
