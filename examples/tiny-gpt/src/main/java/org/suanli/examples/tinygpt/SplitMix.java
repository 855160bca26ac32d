package org.suanli.examples.tinygpt;

/// SplitMix64 (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014),
/// written out so that a seed gives the same numbers on every JDK.
final class SplitMix {
  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  SplitMix(long seed) {
    this.state = seed;
  }

  /// A generator for the part of this number of the run of this seed.
  static SplitMix of(long seed, long part) {
    return new SplitMix(new SplitMix(seed).nextLong() ^ new SplitMix(~part).nextLong());
  }

  long nextLong() {
    state += GAMMA;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /// Uniform in [0, bound), by the high half of a product; the bias is below bound / 2^32.
  int nextInt(int bound) {
    return (int) (((nextLong() >>> 32) * bound) >>> 32);
  }

  /// Uniform in [0, 1).
  double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  /// Normal with mean 0 and deviation 1 (Box-Muller, one of the pair).
  double nextGaussian() {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - nextDouble()));
    return radius * StrictMath.cos(2 * Math.PI * nextDouble());
  }
}
