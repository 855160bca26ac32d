package org.suanli.core.units;

/// An upper bound that may be absent. Unlimited is a case, never a magic number.
public sealed interface Limit<T extends Comparable<T>> {

  /// No bound.
  record Unlimited<T extends Comparable<T>>() implements Limit<T> {}

  /// A bound that is itself allowed.
  record AtMost<T extends Comparable<T>>(T value) implements Limit<T> {}

  static <T extends Comparable<T>> Limit<T> unlimited() {
    return new Unlimited<>();
  }

  static <T extends Comparable<T>> Limit<T> atMost(T value) {
    return new AtMost<>(value);
  }

  default boolean allows(T value) {
    return switch (this) {
      case Unlimited<T> _ -> true;
      case AtMost<T>(T bound) -> value.compareTo(bound) <= 0;
    };
  }
}
