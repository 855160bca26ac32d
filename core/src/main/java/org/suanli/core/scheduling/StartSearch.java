package org.suanli.core.scheduling;

import java.util.Optional;
import java.util.TreeSet;
import java.util.function.LongPredicate;

/// Looks for an instant at which a job fits among those at which room grows, in steps that double,
/// and then by bisection. See {@link Plan}.
final class StartSearch {
  private final long[] candidates;
  private final TreeSet<Long> lastStarts;
  private final LongPredicate fits;

  /// @param candidates the instants at which room grows, in order
  /// @param lastStarts the instants after which some room shrinks
  StartSearch(long[] candidates, TreeSet<Long> lastStarts, LongPredicate fits) {
    this.candidates = candidates;
    this.lastStarts = lastStarts;
    this.fits = fits;
  }

  /// A start not before an instant; empty if the job does not fit even after the last candidate.
  Optional<Long> from(long instant) {
    if (candidates.length == 0 || !fits.test(candidates[candidates.length - 1])) {
      return Optional.empty();
    }
    int before = Candidates.indexOf(candidates, instant);
    for (int size = 1; before < candidates.length; size = Math.multiplyExact(size, 2)) {
      int end = endOfStep(before, size);
      if (fits.test(candidates[end - 1])) {
        return Optional.of(candidates[firstThatFits(before - 1, end - 1)]);
      }
      before = end;
    }
    return Optional.empty();
  }

  /// A start at one of the candidates up to an instant; empty if the job does not fit at the last
  /// of them.
  Optional<Long> upTo(long instant) {
    int fitting = Candidates.indexOf(candidates, instant + 1) - 1;
    if (fitting < 0 || !fits.test(candidates[fitting])) {
      return Optional.empty();
    }
    for (int size = 1; fitting > 0; size = Math.multiplyExact(size, 2)) {
      int probe = Math.max(0, fitting - size);
      if (!fits.test(candidates[probe])) {
        return Optional.of(candidates[firstThatFits(probe, fitting)]);
      }
      fitting = probe;
    }
    return Optional.of(candidates[0]);
  }

  /// At least one; none that a last start parts from the first.
  private int endOfStep(int begin, int size) {
    int end = Math.min(candidates.length, begin + size);
    var lastStart = lastStarts.ceiling(candidates[begin]);
    while (lastStart != null && end - 1 > begin && candidates[end - 1] > lastStart) {
      end--;
    }
    return end;
  }

  /// @param tooEarly does not fit
  /// @param fitting fits
  private int firstThatFits(int tooEarly, int fitting) {
    int tooFew = tooEarly;
    int enough = fitting;
    while (enough - tooFew > 1) {
      int middle = (tooFew + enough) >>> 1;
      if (fits.test(candidates[middle])) {
        enough = middle;
      } else {
        tooFew = middle;
      }
    }
    return enough;
  }
}
