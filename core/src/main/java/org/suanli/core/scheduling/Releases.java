package org.suanli.core.scheduling;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.function.Predicate;
import org.suanli.core.supply.Fleet;

/// When holders give back what they hold, earliest first.
///
/// They are asked for in batches that double, and within the first batch that makes the job fit the
/// earliest such end is found by bisection: a job that fits soon costs little, and one that fits
/// late a number of tries that grows with the logarithm.
final class Releases {
  /// How long a holder without a time limit is taken to stay.
  static final Duration UNLIMITED = Duration.ofDays(365);

  private final Fleet fleet;
  private final Iterator<Release> rest;
  private Optional<Space> afterAll = Optional.empty();

  private record Release(Holder holder, Instant at) {}

  /// What is free at the instant at which a job fits first.
  record Found(Instant at, Space space) {}

  private Releases(Fleet fleet, Iterator<Release> rest) {
    this.fleet = fleet;
    this.rest = rest;
  }

  /// @param victims those who are asked to yield, and end with their grace
  static Releases of(Picture picture, SequencedSet<Holder> victims) {
    var holders = picture.holdersByEnd();
    Iterator<Release> lazy =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return holders.hasNext();
          }

          @Override
          public Release next() {
            return byItself(picture, holders.next());
          }
        };
    if (victims.isEmpty()) {
      return new Releases(picture.fleet(), lazy);
    }
    var all = new ArrayList<Release>();
    lazy.forEachRemaining(
        release -> all.add(victims.contains(release.holder()) ? asked(picture, release) : release));
    all.sort(
        Comparator.comparing(Release::at).thenComparing(release -> release.holder().attempt()));
    return new Releases(picture.fleet(), all.iterator());
  }

  private static Release byItself(Picture picture, Holder holder) {
    var end = holder.endsAt().filter(at -> at.isAfter(picture.now()));
    return new Release(holder, end.orElseGet(() -> picture.now().plus(UNLIMITED)));
  }

  private static Release asked(Picture picture, Release release) {
    var grace = release.holder().demand().checkpoint().grace();
    return new Release(release.holder(), picture.now().plus(grace));
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
      space.give(fleet, release.holder().demand().shape(), release.holder().placement());
    }
    return space;
  }
}
