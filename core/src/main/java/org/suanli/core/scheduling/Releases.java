package org.suanli.core.scheduling;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.suanli.core.spec.Demand;
import org.suanli.core.supply.Placement;

/// When holders give back what they hold and maintenances end, earliest first.
///
/// They are asked for in batches that double, and within the first batch that makes the job fit the
/// earliest such end is found by bisection: a job that fits soon costs little, and one that fits
/// late a number of tries that grows with the logarithm. That holds while room only grows, so a
/// batch ends where a maintenance comes too close for the job.
final class Releases {
  /// How long a holder without a time limit is taken to stay.
  static final Duration UNLIMITED = Duration.ofDays(365);

  /// What is overdue for longer is not expected to end soon: its kill has failed.
  private static final Duration OVERDUE_MAX = Duration.ofMinutes(5);

  private final Picture picture;
  private final Iterator<Release> rest;
  private @Nullable Release next;
  private Optional<Space> afterAll = Optional.empty();

  /// @param given what is given back; nothing at the end of a maintenance
  record Release(Instant at, List<Held> given) {

    /// The end of a job that this cycle starts.
    static Release ofStart(Instant now, Demand demand, Placement placement) {
      return new Release(
          now.plus(demand.longestRun().orElse(UNLIMITED)),
          List.of(new Held(demand.shape(), placement)));
    }
  }

  /// What a gang occupies, and where.
  record Held(Demand.Shape shape, Placement placement) {}

  /// What is free at the instant at which a job fits first.
  record Found(Instant at, Space space) {}

  private Releases(Picture picture, Iterator<Release> rest) {
    this.picture = picture;
    this.rest = rest;
    next = rest.hasNext() ? rest.next() : null;
  }

  /// @param victims those who are asked to yield, and end with their grace
  /// @param started the ends of what this cycle starts, which the picture does not show
  static Releases of(Picture picture, SequencedSet<Holder> victims, List<Release> started) {
    var others = new ArrayList<>(started);
    for (var maintenance : picture.maintenances()) {
      var until = maintenance.window().until();
      if (until.isAfter(picture.now())) {
        others.add(new Release(until, List.of()));
      }
    }
    others.sort(Comparator.comparing(Release::at));
    var holders = picture.holdersByEnd(picture.now().minus(OVERDUE_MAX));
    if (victims.isEmpty()) {
      return new Releases(picture, new Merged(picture.now(), holders, others.iterator()));
    }
    holders.forEachRemaining(
        holder ->
            others.add(
                victims.contains(holder)
                    ? asked(picture.now(), holder)
                    : byItself(picture.now(), holder)));
    others.sort(Comparator.comparing(Release::at));
    return new Releases(picture, others.iterator());
  }

  private static Release asked(Instant now, Holder victim) {
    return release(now.plus(victim.demand().checkpoint().grace()), victim);
  }

  /// One that is overdue is expected any moment.
  private static Release byItself(Instant now, Holder holder) {
    var end = holder.endsAt().filter(at -> at.isAfter(now.minus(OVERDUE_MAX)));
    var notPast = end.map(at -> at.isBefore(now) ? now : at);
    return release(notPast.orElseGet(() -> now.plus(UNLIMITED)), holder);
  }

  private static Release release(Instant at, Holder holder) {
    return new Release(at, List.of(new Held(holder.demand().shape(), holder.placement())));
  }

  /// Holders and others by time, each made as it is asked for.
  private static final class Merged implements Iterator<Release> {
    private final Instant now;
    private final Iterator<Holder> holders;
    private final Iterator<Release> others;
    private @Nullable Release holder;
    private @Nullable Release other;

    Merged(Instant now, Iterator<Holder> holders, Iterator<Release> others) {
      this.now = now;
      this.holders = holders;
      this.others = others;
      holder = holders.hasNext() ? byItself(now, holders.next()) : null;
      other = others.hasNext() ? others.next() : null;
    }

    @Override
    public boolean hasNext() {
      return holder != null || other != null;
    }

    @Override
    public Release next() {
      var first = holder;
      if (other != null && (first == null || other.at().isBefore(first.at()))) {
        first = other;
        other = others.hasNext() ? others.next() : null;
      } else if (first != null) {
        holder = holders.hasNext() ? byItself(now, holders.next()) : null;
      }
      if (first == null) {
        throw new NoSuchElementException();
      }
      return first;
    }
  }

  /// The earliest end with which a job fits.
  ///
  /// @param now what is free now, where it does not fit; left as it is
  /// @param millis how long the job may run
  /// @return empty if it does not fit even then when all have ended
  Optional<Found> untilFits(Space now, long millis, Predicate<Space> fits) {
    var lastStarts = lastStarts(millis);
    var before = now;
    for (int size = 1; next != null; size = Math.multiplyExact(size, 2)) {
      var batch = nextBatch(size, lastStarts);
      var after = with(before, batch, batch.size());
      if (fits.test(after)) {
        return Optional.of(earliest(before, batch, fits));
      }
      before = after;
    }
    afterAll = Optional.of(before);
    return Optional.empty();
  }

  /// When a job must start at the latest to end before each maintenance.
  private TreeSet<Instant> lastStarts(long millis) {
    var starts = new TreeSet<Instant>();
    for (var maintenance : picture.maintenances()) {
      starts.add(maintenance.window().from().minusMillis(millis));
    }
    return starts;
  }

  /// At least one; none that a last start parts from the first, so that within a batch room only
  /// grows.
  private List<Release> nextBatch(int size, TreeSet<Instant> lastStarts) {
    var batch = new ArrayList<Release>(Math.min(size, 1_000));
    var lastStart = lastStarts.ceiling(Objects.requireNonNull(next).at());
    while (next != null
        && batch.size() < size
        && (lastStart == null || !next.at().isAfter(lastStart))) {
      batch.add(next);
      next = rest.hasNext() ? rest.next() : null;
    }
    return batch;
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
      for (var held : release.given()) {
        space.give(picture.fleet(), held.shape(), held.placement());
      }
    }
    return space.at(picture, batch.get(count - 1).at());
  }
}
