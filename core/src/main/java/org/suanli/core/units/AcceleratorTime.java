package org.suanli.core.units;

/// Metered use: milli-accelerators held, times milliseconds. One card-hour is 3,600,000,000.
///
/// @param milliMillis zero or more
public record AcceleratorTime(long milliMillis) implements Comparable<AcceleratorTime> {
  public static final AcceleratorTime ZERO = new AcceleratorTime(0);

  public AcceleratorTime {
    if (milliMillis < 0) {
      throw new IllegalArgumentException(
          "The milli-accelerator-milliseconds (" + milliMillis + ") must not be negative.");
    }
  }

  public AcceleratorTime plus(AcceleratorTime other) {
    return new AcceleratorTime(Math.addExact(milliMillis, other.milliMillis));
  }

  /// @throws IllegalArgumentException if the other is larger
  public AcceleratorTime minus(AcceleratorTime other) {
    return new AcceleratorTime(Math.subtractExact(milliMillis, other.milliMillis));
  }

  public AcceleratorTime times(long factor) {
    return new AcceleratorTime(Math.multiplyExact(milliMillis, factor));
  }

  public boolean isZero() {
    return milliMillis == 0;
  }

  @Override
  public int compareTo(AcceleratorTime other) {
    return Long.compare(milliMillis, other.milliMillis);
  }
}
