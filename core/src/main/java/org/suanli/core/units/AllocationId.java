package org.suanli.core.units;

/// An allocation, numbered by the engine in the order of granting.
///
/// @param value 1 or more
public record AllocationId(long value) implements Comparable<AllocationId> {
  public AllocationId {
    if (value < 1) {
      throw new IllegalArgumentException("The allocation (" + value + ") must be 1 or more.");
    }
  }

  @Override
  public int compareTo(AllocationId other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return "allocation-" + value;
  }
}
