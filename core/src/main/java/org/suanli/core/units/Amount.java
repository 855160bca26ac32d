package org.suanli.core.units;

/// What allocations hold and the ledger moves: a signed number in one of two units that never mix.
///
/// @param unit what is counted
/// @param value in that unit's base; negative only as the balance of a source account
public record Amount(Unit unit, long value) {

  /// The base units of the books.
  public enum Unit {
    /// Rated computing power: billionths of one PFLOPS held for an hour.
    NANO_PFLOPS_HOURS,
    /// Card time of named models: milli-accelerators times milliseconds.
    MILLI_ACCELERATOR_MILLIS
  }

  public static Amount zero(Unit unit) {
    return new Amount(unit, 0);
  }

  public Amount plus(Amount other) {
    requireSameUnit(other);
    return new Amount(unit, Math.addExact(value, other.value));
  }

  public Amount minus(Amount other) {
    requireSameUnit(other);
    return new Amount(unit, Math.subtractExact(value, other.value));
  }

  public boolean isAtLeast(Amount other) {
    requireSameUnit(other);
    return value >= other.value;
  }

  public boolean isZero() {
    return value == 0;
  }

  private void requireSameUnit(Amount other) {
    if (unit != other.unit) {
      throw new IllegalStateException(
          "Amounts of " + unit + " and " + other.unit + " must not be mixed.");
    }
  }
}
