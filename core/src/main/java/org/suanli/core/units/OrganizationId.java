package org.suanli.core.units;

/// An enterprise that uses the centre.
///
/// @param value 1 to 63 characters of a-z, 0-9 and '-', starting with a letter or digit
public record OrganizationId(String value) implements Comparable<OrganizationId> {
  public OrganizationId {
    Slug.require("organization", value);
  }

  @Override
  public int compareTo(OrganizationId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
