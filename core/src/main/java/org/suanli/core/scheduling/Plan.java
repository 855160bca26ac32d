package org.suanli.core.scheduling;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.suanli.core.spec.Demand;
import org.suanli.core.spec.PriorityClass;
import org.suanli.core.supply.Placement;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.JobId;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.ProjectId;

/// What is free from now on, if each holder stays until its latest end and each job that was
/// promised a start comes then and stays as long as it may. Made in a cycle when its first job is
/// found blocked. Instants are milliseconds from now.
///
/// A start is searched among the instants at which room grows, in steps that double, and then by
/// bisection: a job that fits soon costs little, and one that fits late a number of tries that
/// grows with the logarithm. Steps end where a maintenance comes too close. What is found fits; it
/// is the earliest, unless the search stepped over a gap in front of another promise, which the job
/// will find free when the time has come.
final class Plan {
  /// How long a holder without a time limit is taken to stay.
  static final Duration UNLIMITED = Duration.ofDays(365);

  /// What is overdue for longer is not expected to end soon: its kill has failed.
  private static final Duration OVERDUE_MAX = Duration.ofMinutes(5);

  /// How much later than promised a job may start since what leaves takes its time, and the promise
  /// still holds.
  static final Duration SLIP_MAX = Duration.ofMinutes(1);

  /// What is expected any moment is not free yet.
  private static final long ANY_MOMENT = 1;

  private final Picture picture;
  private final Space now;
  private final NodePlan[] nodes;
  private final Candidates candidates;
  private final TreeSet<Reservation> reservations = new TreeSet<>(Reservation.ORDER);
  private final TreeMap<JobId, Reservation> kept = new TreeMap<>();
  private final int[] keptByClass = new int[PriorityClass.values().length];

  /// Who is asked to leave already.
  private final TreeSet<AttemptId> yielding = new TreeSet<>();

  /// How early jobs of a bucket can start: not before the last of them that was promised a start.
  private final LinkedHashMap<Waiting.Bucket, Long> reached = new LinkedHashMap<>();

  /// What is free now and stays so while promised jobs come, by the start of the last that counts.
  private final TreeMap<Long, Space> beside = new TreeMap<>();

  /// A job that the cycle has started.
  record Started(Waiting job, Placement placement) {}

  /// Room that is kept for a job.
  ///
  /// @param until when it ends at the latest
  record Reservation(Waiting job, Placement placement, long from, long until) {
    static final Comparator<Reservation> ORDER =
        Comparator.comparingLong(Reservation::from).thenComparing(it -> it.job().job());
  }

  /// @param now what is free now; the cycle takes from it as jobs start
  /// @param started the jobs that the cycle has started, which the picture does not show
  Plan(Picture picture, Space now, List<Started> started) {
    this.picture = picture;
    this.now = now;
    nodes = now.toPlans();
    candidates = new Candidates(picture.holders().size());
    for (var holder : picture.holders()) {
      long end = end(holder);
      candidates.add(end);
      each(holder, (node, held) -> node.give(end, held));
    }
    for (var job : started) {
      long end = stay(job.job());
      candidates.add(end);
      each(job.job(), job.placement(), (node, held) -> node.give(end, held));
    }
    for (var maintenance : picture.maintenances()) {
      candidates.add(Math.max(0, millisUntil(maintenance.window().until())));
    }
    picture.queue().promised().forEach(job -> asPromised(job).ifPresent(this::keep));
  }

  private long millisUntil(Instant instant) {
    return Duration.between(picture.now(), instant).toMillis();
  }

  Instant instant(long millis) {
    return picture.now().plusMillis(millis);
  }

  /// One that is overdue is expected any moment, unless for too long.
  private long end(Holder holder) {
    return holder
        .endsAt()
        .filter(end -> end.isAfter(picture.now().minus(OVERDUE_MAX)))
        .map(end -> Math.max(ANY_MOMENT, millisUntil(end)))
        .orElseGet(UNLIMITED::toMillis);
  }

  static long stay(Waiting job) {
    return job.demand().longestRun().orElse(UNLIMITED).toMillis();
  }

  private void each(Holder holder, BiConsumer<NodePlan, NodePlan.Held> what) {
    for (var task : holder.placement().tasks()) {
      change(held(task, holder.demand(), holder.organization()), what);
    }
  }

  private void each(Waiting job, Placement placement, BiConsumer<NodePlan, NodePlan.Held> what) {
    for (var task : placement.tasks()) {
      change(held(task, job.demand(), job.project().organization()), what);
    }
  }

  private void change(NodePlan.Held held, BiConsumer<NodePlan, NodePlan.Held> what) {
    int node = picture.fleet().indexOf(held.task().node());
    if (picture.fleet().slot(node).isSchedulable()) {
      what.accept(nodes[node], held);
    }
  }

  private static NodePlan.Held held(
      Placement.OnNode task, Demand demand, OrganizationId organization) {
    var role = demand.shape().roles().get(task.role());
    return new NodePlan.Held(task, organization, role.cpus().milli(), role.memory().bytes());
  }

  /// A holder is asked to leave, and does by the end of its grace.
  void yields(Holder holder) {
    long until = end(holder);
    long from = Math.max(ANY_MOMENT, holder.demand().checkpoint().grace().toMillis());
    if (from < until && yielding.add(holder.attempt())) {
      each(holder, (node, held) -> node.give(from, until, held));
      candidates.add(from);
    }
  }

  /// A job starts, and has taken what is free now.
  void starts(Waiting job, Placement placement) {
    long end = stay(job);
    each(job, placement, (node, held) -> node.take(0, end, held));
    candidates.add(end);
    beside.values().forEach(space -> take(space, job, placement));
  }

  private void take(Space space, Waiting job, Placement placement) {
    space.take(picture.fleet(), job.demand().shape(), placement, job.project().organization());
  }

  void keep(Reservation reservation) {
    each(
        reservation.job(),
        reservation.placement(),
        (node, held) -> node.keep(reservation.from(), reservation.until(), held));
    reservations.add(reservation);
    kept.put(reservation.job().job(), reservation);
    keptByClass[reservation.job().demand().priorityClass().ordinal()]++;
    reached.merge(reservation.job().bucket(), reservation.from(), Math::max);
    candidates.add(reservation.until());
    beside.tailMap(reservation.from()).clear();
  }

  /// The room that a job was promised, if it is free: then, or as soon after as what is to leave
  /// has left.
  Optional<Reservation> asPromised(Waiting job) {
    var placement = job.promised().flatMap(Promise::placement);
    if (placement.isEmpty()) {
      return Optional.empty();
    }
    long promised = Math.max(ANY_MOMENT, millisUntil(job.promised().orElseThrow().startsAt()));
    var later = candidates.within(promised + 1, promised + SLIP_MAX.toMillis());
    return LongStream.concat(LongStream.of(promised), LongStream.of(later))
        .mapToObj(from -> new Reservation(job, placement.get(), from, from + stay(job)))
        .filter(this::isFree)
        .findFirst();
  }

  private boolean isFree(Reservation reservation) {
    var job = reservation.job();
    var fleet = picture.fleet();
    var free = new TreeMap<Integer, NodePlan.Free>();
    long stay = job.millisBeforeMaintenance();
    var from = instant(reservation.from());
    for (var task : reservation.placement().tasks()) {
      int index = fleet.contains(task.node()) ? fleet.indexOf(task.node()) : -1;
      if (index < 0 || !fleet.slot(index).isSchedulable()) {
        return false;
      }
      var left =
          free.computeIfAbsent(
                  index, node -> nodes[node].free(reservation.from(), reservation.until()))
              .minus(held(task, job.demand(), job.project().organization()));
      if (left.isEmpty()) {
        return false;
      }
      free.put(index, left.get());
    }
    return picture.maintenances().stream()
        .filter(it -> fleet.contains(it.node()) && free.containsKey(fleet.indexOf(it.node())))
        .noneMatch(
            it ->
                it.window().from().isBefore(from.plusMillis(stay))
                    && it.window().until().isAfter(from));
  }

  /// Gives back what is kept for a job, if something is.
  void release(Waiting job) {
    var reservation = kept.remove(job.job());
    if (reservation != null) {
      each(
          job,
          reservation.placement(),
          (node, held) -> node.release(reservation.from(), reservation.until(), held));
      reservations.remove(reservation);
      keptByClass[job.demand().priorityClass().ordinal()]--;
      reached.remove(job.bucket());
      beside.tailMap(reservation.from(), true).clear();
    }
  }

  /// Gives back what is kept for jobs of a lower class.
  ///
  /// @return those jobs, by start
  List<Waiting> displace(PriorityClass than) {
    var displaced =
        reservations.stream()
            .map(Reservation::job)
            .filter(job -> job.demand().priorityClass().compareTo(than) > 0)
            .toList();
    displaced.forEach(this::release);
    return displaced;
  }

  /// How many jobs of a class or a higher one have room kept.
  int kept(PriorityClass of) {
    int count = 0;
    for (int higher = 0; higher <= of.ordinal(); higher++) {
      count += keptByClass[higher];
    }
    return count;
  }

  boolean isKept(Waiting job) {
    return kept.containsKey(job.job());
  }

  /// Whether what is kept for a job, if something is, is of one of these pools' models.
  boolean isKeptWithin(Waiting job, List<Topology.Pool> pools) {
    var reservation = kept.get(job.job());
    return reservation == null
        || pools.stream().anyMatch(pool -> pool.model().equals(reservation.placement().model()));
  }

  /// The first kept start before an instant of those whose projects are meant, with which they
  /// would hold more than so many accelerators.
  Optional<Reservation> exceeding(long until, Predicate<ProjectId> who, MilliAccelerators most) {
    var sum = MilliAccelerators.ZERO;
    for (var reservation : reservations) {
      if (reservation.from() < until && who.test(reservation.job().project())) {
        sum = sum.plus(reservation.job().demand().shape().occupied());
        if (sum.compareTo(most) > 0) {
          return Optional.of(reservation);
        }
      }
    }
    return Optional.empty();
  }

  /// What is kept, by start.
  Collection<Reservation> reservations() {
    return Collections.unmodifiableCollection(reservations);
  }

  /// Whether a start does not hang on a holder without a time limit.
  static boolean isKnown(Reservation reservation) {
    return reservation.from() < UNLIMITED.toMillis();
  }

  /// Whether a start is known, and not merely expected any moment.
  static boolean isToAnnounce(Reservation reservation) {
    return reservation.from() > ANY_MOMENT && isKnown(reservation);
  }

  /// The first start for which room is kept; there is one.
  Reservation first() {
    return reservations.first();
  }

  /// What is free now, and stays so for as long as a job may run.
  Space freeFor(Waiting job) {
    long stay = stay(job);
    var last = lastBefore(stay);
    return last == null ? now : beside.computeIfAbsent(last, this::besideUntil);
  }

  private @Nullable Long lastBefore(long instant) {
    Long last = null;
    for (var reservation : reservations) {
      if (reservation.from() >= instant) {
        break;
      }
      last = reservation.from();
    }
    return last;
  }

  private Space besideUntil(long last) {
    var space = now.copy();
    for (int node = 0; node < nodes.length; node++) {
      if (nodes[node].isKept()) {
        space.set(node, nodes[node], 0, last + 1);
      }
    }
    return space;
  }

  /// Takes what is kept for jobs that start while another may run from what is free for that one.
  Space withoutKept(Space free, Waiting job) {
    var space = free.copy();
    for (var reservation : reservations) {
      if (reservation.from() < stay(job)) {
        take(space, reservation.job(), reservation.placement());
      }
    }
    return space;
  }

  /// What is free from an instant on for as long as a job may run.
  Space freeFrom(long instant, Waiting job) {
    return Space.of(nodes, instant, instant + stay(job)).at(picture, instant(instant));
  }

  /// Keeps room for a job for which none is kept: what it was promised, unless it can start
  /// earlier.
  ///
  /// @param placing where it is placed in what is free, if it can be
  void promise(
      Waiting job, Optional<Reservation> promised, Function<Space, Optional<Placement>> placing) {
    var search =
        new StartSearch(
            candidates.sorted(),
            lastStarts(job),
            instant -> placing.apply(freeFrom(instant, job)).isPresent());
    promised
        .map(before -> search.upTo(before.from() - SLIP_MAX.toMillis()))
        .orElseGet(() -> search.from(reached.getOrDefault(job.bucket(), 0L)))
        .flatMap(from -> reservation(job, from, placing))
        .or(() -> promised)
        .ifPresent(this::keep);
  }

  private Optional<Reservation> reservation(
      Waiting job, long from, Function<Space, Optional<Placement>> placing) {
    return placing
        .apply(freeFrom(from, job))
        .map(placement -> new Reservation(job, placement, from, from + stay(job)));
  }

  /// When a job must start at the latest to end before each maintenance.
  private TreeSet<Long> lastStarts(Waiting job) {
    var starts = new TreeSet<Long>();
    for (var maintenance : picture.maintenances()) {
      starts.add(millisUntil(maintenance.window().from()) - job.millisBeforeMaintenance());
    }
    return starts;
  }
}
