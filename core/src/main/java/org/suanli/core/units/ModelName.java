package org.suanli.core.units;

/// The name of an accelerator model as the catalogue writes it, such as `Ascend 910B2`.
///
/// @param value 1 to 100 characters, no line breaks
public record ModelName(String value) implements Comparable<ModelName> {
  private static final int LENGTH_MAX = 100;

  public ModelName {
    if (value.isBlank() || value.length() > LENGTH_MAX || value.chars().anyMatch(c -> c < ' ')) {
      throw new IllegalArgumentException(
          "The name ("
              + value
              + ") of an accelerator model must be 1 to 100 printable characters.");
    }
  }

  @Override
  public int compareTo(ModelName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
