package org.suanli.core.units;

/// Memory or storage in bytes.
///
/// @param bytes zero or more
public record Bytes(long bytes) implements Comparable<Bytes> {
  public static final Bytes ZERO = new Bytes(0);

  public Bytes {
    if (bytes < 0) {
      throw new IllegalArgumentException("The bytes (" + bytes + ") must not be negative.");
    }
  }

  public Bytes plus(Bytes other) {
    return new Bytes(Math.addExact(bytes, other.bytes));
  }

  /// @throws IllegalArgumentException if the other is larger
  public Bytes minus(Bytes other) {
    return new Bytes(Math.subtractExact(bytes, other.bytes));
  }

  public Bytes times(long factor) {
    return new Bytes(Math.multiplyExact(bytes, factor));
  }

  public boolean isZero() {
    return bytes == 0;
  }

  @Override
  public int compareTo(Bytes other) {
    return Long.compare(bytes, other.bytes);
  }
}
