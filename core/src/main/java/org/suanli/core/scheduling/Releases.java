package org.suanli.core.scheduling;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// When holders give back what they hold and maintenances end, earliest first.
///
/// They are asked for in batches that double, and within the first batch that makes the job fit the
/// earliest such end is found by bisection: a job that fits soon costs little, and one that fits
/// late a number of tries that grows with the logarithm. Where a maintenance comes closer while
/// holders end, an earlier fit may be passed by; what is found is one all the same.
final class Releases {
  /// How long a holder without a time limit is taken to stay.
  static final Duration UNLIMITED = Duration.ofDays(365);

  private final Picture picture;
  private final Iterator<Release> rest;
  private Optional<Space> afterAll = Optional.empty();

  /// @param holders who give back what they hold; nobody at the end of a maintenance
  private record Release(Instant at, List<Holder> holders) {}

  /// What is free at the instant at which a job fits first.
  record Found(Instant at, Space space) {}

  private Releases(Picture picture, Iterator<Release> rest) {
    this.picture = picture;
    this.rest = rest;
  }

  /// @param victims those who are asked to yield, and end with their grace
  static Releases of(Picture picture, SequencedSet<Holder> victims) {
    if (victims.isEmpty()) {
      return new Releases(picture, new ByTime(picture));
    }
    var all = new ArrayList<Release>();
    new ByTime(picture)
        .forEachRemaining(
            release ->
                all.add(
                    !release.holders().isEmpty() && victims.contains(release.holders().getFirst())
                        ? asked(picture, release.holders().getFirst())
                        : release));
    all.sort(Comparator.comparing(Release::at));
    return new Releases(picture, all.iterator());
  }

  private static Release asked(Picture picture, Holder victim) {
    return new Release(picture.now().plus(victim.demand().checkpoint().grace()), List.of(victim));
  }

  /// The ends of holders and of maintenances, made as they are asked for.
  private static final class ByTime implements Iterator<Release> {
    private final Instant now;
    private final Iterator<Holder> holders;
    private final Iterator<Release> maintenances;
    private @Nullable Release nextHolder;
    private @Nullable Release nextMaintenance;

    ByTime(Picture picture) {
      now = picture.now();
      holders = picture.holdersByEnd();
      maintenances =
          picture.maintenances().stream()
              .map(maintenance -> new Release(maintenance.window().until(), List.of()))
              .filter(release -> release.at().isAfter(now))
              .sorted(Comparator.comparing(Release::at))
              .iterator();
      nextHolder = holders.hasNext() ? byItself(holders.next()) : null;
      nextMaintenance = maintenances.hasNext() ? maintenances.next() : null;
    }

    private Release byItself(Holder holder) {
      var end = holder.endsAt().filter(at -> at.isAfter(now));
      return new Release(end.orElseGet(() -> now.plus(UNLIMITED)), List.of(holder));
    }

    @Override
    public boolean hasNext() {
      return nextHolder != null || nextMaintenance != null;
    }

    @Override
    public Release next() {
      var holder = nextHolder;
      var maintenance = nextMaintenance;
      if (maintenance != null && (holder == null || maintenance.at().isBefore(holder.at()))) {
        nextMaintenance = maintenances.hasNext() ? maintenances.next() : null;
        return maintenance;
      }
      if (holder == null) {
        throw new NoSuchElementException();
      }
      nextHolder = holders.hasNext() ? byItself(holders.next()) : null;
      return holder;
    }
  }

  /// The earliest end with which a job fits.
  ///
  /// @param now what is free now, where it does not fit; left as it is
  /// @return empty if it does not fit even then when all have ended
  Optional<Found> untilFits(Space now, Predicate<Space> fits) {
    var before = now;
    for (int size = 1; rest.hasNext(); size = Math.multiplyExact(size, 2)) {
      var batch = new ArrayList<Release>(Math.min(size, 1_000));
      while (batch.size() < size && rest.hasNext()) {
        batch.add(rest.next());
      }
      var after = with(before, batch, batch.size());
      if (fits.test(after)) {
        return Optional.of(earliest(before, batch, fits));
      }
      before = after;
    }
    afterAll = Optional.of(before);
    return Optional.empty();
  }

  /// What is free when all have ended, if a job was not found to fit before.
  Optional<Space> afterAll() {
    return afterAll;
  }

  private Found earliest(Space before, List<Release> batch, Predicate<Space> fits) {
    int tooFew = 0;
    int enough = batch.size();
    while (enough - tooFew > 1) {
      int middle = (tooFew + enough) >>> 1;
      if (fits.test(with(before, batch, middle))) {
        enough = middle;
      } else {
        tooFew = middle;
      }
    }
    return new Found(batch.get(enough - 1).at(), with(before, batch, enough));
  }

  private Space with(Space before, List<Release> batch, int count) {
    var space = before.copy();
    for (var release : batch.subList(0, count)) {
      for (var holder : release.holders()) {
        space.give(picture.fleet(), holder.demand().shape(), holder.placement());
      }
    }
    return space.at(picture, batch.get(count - 1).at());
  }
}
