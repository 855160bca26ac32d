package org.suanli.core.units;

/// Processor cores in thousandths: one core is 1,000.
///
/// @param milli zero or more
public record MilliCpus(long milli) implements Comparable<MilliCpus> {
  public static final MilliCpus ZERO = new MilliCpus(0);

  public MilliCpus {
    if (milli < 0) {
      throw new IllegalArgumentException("The milli-CPUs (" + milli + ") must not be negative.");
    }
  }

  public MilliCpus plus(MilliCpus other) {
    return new MilliCpus(Math.addExact(milli, other.milli));
  }

  /// @throws IllegalArgumentException if the other is larger
  public MilliCpus minus(MilliCpus other) {
    return new MilliCpus(Math.subtractExact(milli, other.milli));
  }

  public MilliCpus times(long factor) {
    return new MilliCpus(Math.multiplyExact(milli, factor));
  }

  public boolean isZero() {
    return milli == 0;
  }

  @Override
  public int compareTo(MilliCpus other) {
    return Long.compare(milli, other.milli);
  }
}
