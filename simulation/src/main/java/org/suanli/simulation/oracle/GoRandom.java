package org.suanli.simulation.oracle;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// The numbers that Go's `math/rand` draws, with which published experiments can be repeated.
///
/// An additive lagged Fibonacci generator: y(n) = y(n-607) + y(n-273) modulo 2^64. A seed fills the
/// 607 values by a multiplicative congruential generator, mixed with what the same generator holds
/// after 7.8e12 draws from the seed 1 (1). These many are leapt over: y(n) is a sum of the first
/// values by the coefficients of x^n modulo x^607 - x^334 - 1 (2).
///
/// 1. The Go authors, `math/rand/gen_cooked.go`.
/// 2. Knuth, The Art of Computer Programming, volume 2, 3.2.2.
final class GoRandom {
  private static final int LENGTH = 607;
  private static final int TAP = 273;
  private static final int MIDDLE = LENGTH - TAP;
  private static final long LEAP = 7_800_000_000_000L;
  private static final int WARM_UP = 20;
  private static final int INT_MAX = Integer.MAX_VALUE;
  private static final int MULTIPLIER = 48_271;

  /// Bits by which the parts of a value lie apart: of a generator, and of that from the seed 1.
  private static final int APART = 20;

  private static final int FIRST_APART = 10;
  private static final long[] MIXED_IN = mixedIn();

  private final long[] values;
  private int tap;
  private int feed = MIDDLE;

  /// @param seed 1 or more
  GoRandom(int seed) {
    values = filled(seed, APART);
    for (int index = 0; index < LENGTH; index++) {
      values[index] ^= MIXED_IN[index];
    }
  }

  private static long[] filled(int seed, int apart) {
    var filled = new long[LENGTH];
    long next = seed;
    for (int draw = 0; draw < WARM_UP; draw++) {
      next = congruent(next);
    }
    for (int index = 0; index < LENGTH; index++) {
      long high = congruent(next);
      long middle = congruent(high);
      next = congruent(middle);
      filled[index] = high << 2 * apart ^ middle << apart ^ next;
    }
    return filled;
  }

  private static long congruent(long before) {
    return before * MULTIPLIER % INT_MAX;
  }

  private static long[] mixedIn() {
    // Values are drawn from the place before the middle down, and round.
    var first = new long[LENGTH];
    var filled = filled(1, FIRST_APART);
    for (int index = 0; index < LENGTH; index++) {
      first[index] = filled[place(index)];
    }
    var after = new long[LENGTH];
    var power = power(LEAP);
    for (int index = 0; index < LENGTH; index++) {
      long sum = 0;
      for (int at = 0; at < LENGTH; at++) {
        sum += power[at] * first[at];
      }
      after[place((int) ((LEAP + index) % LENGTH))] = sum;
      power = timesX(power);
    }
    return after;
  }

  /// Where the value lies that is the next but so many to be replaced at the start.
  private static int place(int draw) {
    return Math.floorMod(MIDDLE - 1 - draw, LENGTH);
  }

  /// x^n modulo x^607 - x^334 - 1, from the constant upwards.
  private static long[] power(long n) {
    var power = new long[LENGTH];
    power[0] = 1;
    for (int bit = Long.SIZE - 1 - Long.numberOfLeadingZeros(n); bit >= 0; bit--) {
      power = squared(power);
      if ((n >>> bit & 1) == 1) {
        power = timesX(power);
      }
    }
    return power;
  }

  private static long[] squared(long[] of) {
    var product = new long[2 * LENGTH - 1];
    for (int left = 0; left < LENGTH; left++) {
      for (int right = 0; right < LENGTH; right++) {
        product[left + right] += of[left] * of[right];
      }
    }
    for (int high = product.length - 1; high >= LENGTH; high--) {
      product[high - LENGTH] += product[high];
      product[high - TAP] += product[high];
    }
    return Arrays.copyOf(product, LENGTH);
  }

  private static long[] timesX(long[] of) {
    var shifted = new long[LENGTH];
    System.arraycopy(of, 0, shifted, 1, LENGTH - 1);
    shifted[0] = of[LENGTH - 1];
    shifted[MIDDLE] += of[LENGTH - 1];
    return shifted;
  }

  long nextLong() {
    tap = Math.floorMod(tap - 1, LENGTH);
    feed = Math.floorMod(feed - 1, LENGTH);
    values[feed] += values[tap];
    return values[feed];
  }

  /// The upper bits of the lower 63.
  private long nextBits(int bits) {
    return nextLong() << 1 >>> Long.SIZE - bits;
  }

  /// From 0 to below a bound; `Intn`.
  int nextInt(int bound) {
    int bits = Integer.SIZE - 1;
    if ((bound & bound - 1) == 0) {
      return (int) nextBits(bits) & bound - 1;
    }
    long fair = (1L << bits) - (1L << bits) % bound;
    long drawn = nextBits(bits);
    while (drawn >= fair) {
      drawn = nextBits(bits);
    }
    return (int) (drawn % bound);
  }

  /// A permutation of the numbers below a bound; `Perm`.
  int[] permutation(int bound) {
    var numbers = new int[bound];
    for (int index = 0; index < bound; index++) {
      int other = nextInt(index + 1);
      numbers[index] = numbers[other];
      numbers[other] = index;
    }
    return numbers;
  }

  /// `Shuffle`, which draws in another way.
  <T> void shuffle(List<T> list) {
    for (int index = list.size() - 1; index > 0; index--) {
      Collections.swap(list, index, nextScaled(index + 1));
    }
  }

  private int nextScaled(int bound) {
    long unfair = (1L << Integer.SIZE) % bound;
    long product = nextBits(Integer.SIZE) * bound;
    while ((product & 0xFFFF_FFFFL) < unfair) {
      product = nextBits(Integer.SIZE) * bound;
    }
    return (int) (product >>> Integer.SIZE);
  }
}
