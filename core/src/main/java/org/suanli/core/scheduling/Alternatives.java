package org.suanli.core.scheduling;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.suanli.core.units.ModelName;

/// Finds the single changes of a job with which it would start, by trying them where a cycle has
/// left off: what that has started and promised comes first.
final class Alternatives {
  private final Waiting job;
  private final Predicate<Waiting> starts;
  private final List<Alternative> found = new ArrayList<>();

  /// @param starts whether such a job, submitted now, would start at once
  Alternatives(Waiting job, Predicate<Waiting> starts) {
    this.job = job;
    this.starts = starts;
  }

  /// @param bounds how long it may run at most to end before what is kept or planned, in
  ///   milliseconds
  /// @param models that there are
  List<Alternative> find(TreeSet<Long> bounds, List<ModelName> models) {
    shorter(bounds);
    fewer();
    models.stream()
        .filter(model -> !job.demand().shape().accepts(model))
        .map(Alternative.OtherModel::new)
        .filter(this::isGood)
        .findFirst()
        .ifPresent(found::add);
    return List.copyOf(found);
  }

  /// In whole minutes, rounded down.
  private void shorter(TreeSet<Long> bounds) {
    long grace = job.demand().checkpoint().grace().toMillis();
    long now = Plan.stay(job) - grace;
    var limits =
        bounds.stream()
            .map(bound -> (bound - grace) / 60_000)
            .filter(minutes -> minutes >= 1 && minutes * 60_000 < now)
            .distinct()
            .map(Duration::ofMinutes)
            .toList();
    largest(limits.size(), index -> new Alternative.ShorterLimit(limits.get(index - 1)));
  }

  private void fewer() {
    var roles = job.demand().shape().roles();
    if (roles.size() == 1) {
      var role = roles.getFirst();
      if (role.replicas() > 1) {
        largest(role.replicas() - 1, Alternative.FewerTasks::new);
      } else {
        largest(role.devices() - 1, Alternative.FewerAccelerators::new);
      }
    }
  }

  /// The last of those from 1 that is good, if they are good up to one and no further.
  private void largest(int most, IntFunction<Alternative> make) {
    int good = 0;
    int bad = most + 1;
    while (bad - good > 1) {
      int middle = (good + bad) >>> 1;
      if (isGood(make.apply(middle))) {
        good = middle;
      } else {
        bad = middle;
      }
    }
    Optional.of(good).filter(value -> value > 0).map(make::apply).ifPresent(found::add);
  }

  private boolean isGood(Alternative change) {
    return starts.test(job.with(Alternative.with(job.demand(), change)));
  }
}
