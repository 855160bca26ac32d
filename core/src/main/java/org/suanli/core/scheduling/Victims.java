package org.suanli.core.scheduling;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.suanli.core.units.AttemptId;

/// Which holders yield to jobs that may preempt them: those that lose least, and none more than
/// needed.
///
/// What a holder loses is the accelerator-time since its last verified checkpoint and that of its
/// restart. The set that loses least is a covering problem, hard in general. Two greedy choices are
/// made: the smallest losses first, which suits few small victims, and the smallest losses per
/// accelerator first, which suits a large one that has just saved. Each is freed of what it does
/// not need, and the one that loses less is taken. See docs/decisions/preemption.md.
///
/// What fits in some room is taken to fit in more. So the first holders that suffice are found by
/// bisection, and those not needed in halves: a job is tried to be placed a number of times that
/// grows with the logarithm of the holders, times the victims.
final class Victims {
  private final Picture picture;
  private final Space now;

  /// Whom this cycle has asked, which the picture does not show.
  private final TreeSet<AttemptId> asked = new TreeSet<>();

  /// @param now what is free now; the cycle takes from it as jobs start
  Victims(Picture picture, Space now) {
    this.picture = picture;
    this.now = now;
  }

  /// Chooses for one job. Holders that stop already come first and cost nothing.
  ///
  /// @param fits whether the job can be placed in what is free
  /// @return empty if none may be preempted, or preempting all would not help, or those that stop
  ///   already suffice
  List<Holder> choose(Waiting job, Predicate<Space> fits) {
    var preemptible = preemptible(job);
    if (preemptible.isEmpty()) {
      return List.of();
    }
    var space = now.copy();
    picture.holders().stream().filter(this::isStopping).forEach(holder -> release(space, holder));
    if (fits.test(space)) {
      return List.of();
    }
    var all = space.copy();
    preemptible.forEach(holder -> release(all, holder));
    if (!fits.test(all)) {
      return List.of();
    }
    var least = needed(space, sorted(preemptible, Comparator.comparing(this::loss)), fits);
    if (least.size() > 1) {
      var unsaved = Comparator.comparing((Holder holder) -> holder.unsaved(picture.now()));
      var other = needed(space, sorted(preemptible, unsaved), fits);
      least = lossOf(other) < lossOf(least) ? other : least;
    }
    least.forEach(holder -> asked.add(holder.attempt()));
    return least;
  }

  private boolean isStopping(Holder holder) {
    return holder.isStopping() || asked.contains(holder.attempt());
  }

  private List<Holder> preemptible(Waiting job) {
    var priorityClass = job.demand().priorityClass();
    if (!priorityClass.mayPreempt()) {
      return List.of();
    }
    var latest = picture.now().minus(picture.policy().preemption().minimumRunTime());
    return picture.holders().stream()
        .filter(holder -> priorityClass.mayPreempt(holder.demand().priorityClass()))
        .filter(holder -> !isStopping(holder) && !holder.placedAt().isAfter(latest))
        .toList();
  }

  private static List<Holder> sorted(List<Holder> holders, Comparator<Holder> order) {
    return holders.stream().sorted(order.thenComparing(Holder::attempt)).toList();
  }

  /// The first holders that suffice, without those that are not needed, the dearest left out first.
  ///
  /// @param space what is free without any of them; left as it was
  /// @param holders who suffice together
  private List<Holder> needed(Space space, List<Holder> holders, Predicate<Space> fits) {
    int tooFew = 0;
    int enough = holders.size();
    while (enough - tooFew > 1) {
      int half = (tooFew + enough) >>> 1;
      if (fits.test(with(space, holders.subList(0, half)))) {
        enough = half;
      } else {
        tooFew = half;
      }
    }
    var first = holders.subList(0, enough);
    var needed = new ArrayList<Holder>();
    var dearestFirst = sorted(first, Comparator.comparing(this::loss).reversed());
    leaveOut(with(space, first), dearestFirst, fits, needed);
    return needed;
  }

  /// Leaves out all of them if the job fits then, else each half of them by itself.
  ///
  /// @param space what is free with these, and without those that were left out
  private void leaveOut(
      Space space, List<Holder> holders, Predicate<Space> fits, List<Holder> needed) {
    holders.forEach(holder -> keep(space, holder));
    if (fits.test(space)) {
      return;
    }
    holders.forEach(holder -> release(space, holder));
    if (holders.size() == 1) {
      needed.add(holders.getFirst());
      return;
    }
    int half = holders.size() / 2;
    leaveOut(space, holders.subList(0, half), fits, needed);
    leaveOut(space, holders.subList(half, holders.size()), fits, needed);
  }

  private Space with(Space space, List<Holder> holders) {
    var with = space.copy();
    holders.forEach(holder -> release(with, holder));
    return with;
  }

  private void release(Space space, Holder holder) {
    space.give(picture.fleet(), holder.demand().shape(), holder.placement());
  }

  private void keep(Space space, Holder holder) {
    space.take(picture.fleet(), holder.demand().shape(), holder.placement(), holder.organization());
  }

  private long loss(Holder holder) {
    return holder.loss(picture.now(), picture.policy().preemption().restartCost()).milliMillis();
  }

  private long lossOf(List<Holder> holders) {
    return holders.stream().mapToLong(this::loss).reduce(0, Math::addExact);
  }
}
