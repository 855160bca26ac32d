package org.suanli.core.units;

/// A planned maintenance window.
///
/// @param value 1 or more
public record MaintenanceId(long value) implements Comparable<MaintenanceId> {
  public MaintenanceId {
    if (value < 1) {
      throw new IllegalArgumentException("The maintenance (" + value + ") must be 1 or more.");
    }
  }

  @Override
  public int compareTo(MaintenanceId other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return "maintenance-" + value;
  }
}
