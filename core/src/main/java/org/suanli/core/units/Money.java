package org.suanli.core.units;

/// Money in thousandths of a fen; one yuan is 100,000.
///
/// @param milliFen zero or more
public record Money(long milliFen) implements Comparable<Money> {
  public static final Money ZERO = new Money(0);

  public Money {
    if (milliFen < 0) {
      throw new IllegalArgumentException("The milli-fen (" + milliFen + ") must not be negative.");
    }
  }

  public Money plus(Money other) {
    return new Money(Math.addExact(milliFen, other.milliFen));
  }

  /// @throws IllegalArgumentException if the other is larger
  public Money minus(Money other) {
    return new Money(Math.subtractExact(milliFen, other.milliFen));
  }

  public Money times(long factor) {
    return new Money(Math.multiplyExact(milliFen, factor));
  }

  public boolean isZero() {
    return milliFen == 0;
  }

  @Override
  public int compareTo(Money other) {
    return Long.compare(milliFen, other.milliFen);
  }
}
