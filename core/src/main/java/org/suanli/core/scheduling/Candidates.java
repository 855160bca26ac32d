package org.suanli.core.scheduling;

import java.util.Arrays;

/// The instants at which room grows, in milliseconds from now.
final class Candidates {
  private long[] instants;
  private int size;
  private boolean isSorted = true;

  Candidates(int expected) {
    instants = new long[expected + 8];
  }

  void add(long instant) {
    if (size == instants.length) {
      instants = Arrays.copyOf(instants, 2 * size);
    }
    instants[size++] = instant;
    isSorted = false;
  }

  /// Each once, in order. Holds until one is added.
  long[] sorted() {
    if (!isSorted) {
      Arrays.sort(instants, 0, size);
      int kept = Math.min(size, 1);
      for (int index = 1; index < size; index++) {
        if (instants[index] != instants[kept - 1]) {
          instants[kept++] = instants[index];
        }
      }
      size = kept;
      instants = Arrays.copyOf(instants, size);
      isSorted = true;
    }
    return instants;
  }

  /// Those from one instant until before another.
  long[] within(long from, long until) {
    var all = sorted();
    return Arrays.copyOfRange(all, indexOf(all, from), indexOf(all, until));
  }

  /// The first of sorted instants at or after one.
  static int indexOf(long[] sorted, long instant) {
    int index = Arrays.binarySearch(sorted, instant);
    return index < 0 ? -index - 1 : index;
  }
}
