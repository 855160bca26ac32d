package org.suanli.core.scheduling;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.function.Predicate;
import org.suanli.core.spec.PriorityClass;

/// Which holders yield to a job that may preempt them: those that lose least, and none more than
/// needed.
final class Victims {
  private Victims() {}

  /// Adds holders in the order of what they lose until the job fits, then drops each that is not
  /// needed, dearest first. Holders that stop already come first and cost nothing.
  ///
  /// @return empty if none may be preempted, or preempting all would not help, or those that stop
  ///   already suffice
  static SequencedSet<Holder> choose(
      Picture picture, Space now, Waiting job, Predicate<Space> fits) {
    if (!mayPreemptAny(job.demand().priorityClass())) {
      return new LinkedHashSet<>();
    }
    var space = now.copy();
    picture.holders().stream()
        .filter(Holder::isStopping)
        .forEach(holder -> release(picture, space, holder));
    var chosen = new ArrayList<Holder>();
    if (fits.test(space)) {
      return new LinkedHashSet<>();
    }
    for (var holder : preemptible(picture, job)) {
      release(picture, space, holder);
      chosen.add(holder);
      if (fits.test(space)) {
        return new LinkedHashSet<>(onlyNeeded(picture, space, chosen, fits));
      }
    }
    return new LinkedHashSet<>();
  }

  private static boolean mayPreemptAny(PriorityClass priorityClass) {
    for (var victim : PriorityClass.values()) {
      if (priorityClass.mayPreempt(victim)) {
        return true;
      }
    }
    return false;
  }

  private static List<Holder> preemptible(Picture picture, Waiting job) {
    return picture.holders().stream()
        .filter(holder -> !holder.isStopping())
        .filter(holder -> job.demand().priorityClass().mayPreempt(holder.demand().priorityClass()))
        .sorted(
            Comparator.comparing((Holder holder) -> holder.atRisk(picture.now()))
                .thenComparing(Holder::attempt))
        .toList();
  }

  private static List<Holder> onlyNeeded(
      Picture picture, Space space, List<Holder> chosen, Predicate<Space> fits) {
    var needed = new ArrayList<>(chosen);
    for (var holder : chosen.reversed()) {
      space.take(picture.fleet(), holder.demand().shape(), holder.placement());
      if (fits.test(space)) {
        needed.remove(holder);
      } else {
        release(picture, space, holder);
      }
    }
    return needed;
  }

  private static void release(Picture picture, Space space, Holder holder) {
    space.give(picture.fleet(), holder.demand().shape(), holder.placement());
  }
}
