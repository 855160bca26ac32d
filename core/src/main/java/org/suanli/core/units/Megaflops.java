package org.suanli.core.units;

/// Dense throughput of one accelerator in millions of floating-point operations per second: 353.9
/// TFLOPS is 353,900,000.
///
/// @param perSecond zero or more
public record Megaflops(long perSecond) implements Comparable<Megaflops> {
  public static final Megaflops ZERO = new Megaflops(0);

  public Megaflops {
    if (perSecond < 0) {
      throw new IllegalArgumentException("The megaflops (" + perSecond + ") must not be negative.");
    }
  }

  public Megaflops plus(Megaflops other) {
    return new Megaflops(Math.addExact(perSecond, other.perSecond));
  }

  /// @throws IllegalArgumentException if the other is larger
  public Megaflops minus(Megaflops other) {
    return new Megaflops(Math.subtractExact(perSecond, other.perSecond));
  }

  public Megaflops times(long factor) {
    return new Megaflops(Math.multiplyExact(perSecond, factor));
  }

  public boolean isZero() {
    return perSecond == 0;
  }

  @Override
  public int compareTo(Megaflops other) {
    return Long.compare(perSecond, other.perSecond);
  }
}
