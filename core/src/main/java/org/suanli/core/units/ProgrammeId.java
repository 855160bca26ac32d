package org.suanli.core.units;

/// A public programme that grants computing power, such as compute vouchers.
///
/// @param value 1 to 63 characters of a-z, 0-9 and '-', starting with a letter or digit
public record ProgrammeId(String value) implements Comparable<ProgrammeId> {
  public ProgrammeId {
    Slug.require("programme", value);
  }

  @Override
  public int compareTo(ProgrammeId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
