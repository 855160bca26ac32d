package org.suanli.core.units;

/// A set of nodes behind one executor.
///
/// @param value 1 to 63 characters of a-z, 0-9 and '-', starting with a letter or digit
public record ClusterId(String value) implements Comparable<ClusterId> {
  public ClusterId {
    Slug.require("cluster", value);
  }

  @Override
  public int compareTo(ClusterId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
