package org.suanli.core.units;

import java.math.BigDecimal;

/// Accelerators in thousandths: one whole device is 1,000.
///
/// @param milli zero or more
public record MilliAccelerators(long milli) implements Comparable<MilliAccelerators> {
  public static final MilliAccelerators ZERO = new MilliAccelerators(0);

  /// One whole device.
  public static final MilliAccelerators DEVICE = new MilliAccelerators(1_000);

  public MilliAccelerators {
    if (milli < 0) {
      throw new IllegalArgumentException(
          "The milli-accelerators (" + milli + ") must not be negative.");
    }
  }

  public MilliAccelerators plus(MilliAccelerators other) {
    return new MilliAccelerators(Math.addExact(milli, other.milli));
  }

  /// @throws IllegalArgumentException if the other is larger
  public MilliAccelerators minus(MilliAccelerators other) {
    return new MilliAccelerators(Math.subtractExact(milli, other.milli));
  }

  public MilliAccelerators times(long factor) {
    return new MilliAccelerators(Math.multiplyExact(milli, factor));
  }

  /// In devices, such as `8` or `0.25`.
  public String inDevices() {
    return isZero() ? "0" : BigDecimal.valueOf(milli, 3).stripTrailingZeros().toPlainString();
  }

  public boolean isZero() {
    return milli == 0;
  }

  @Override
  public int compareTo(MilliAccelerators other) {
    return Long.compare(milli, other.milli);
  }
}
