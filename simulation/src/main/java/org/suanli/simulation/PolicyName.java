package org.suanli.simulation;

import java.util.Locale;
import java.util.Optional;
import org.suanli.core.scheduling.Policy;

/// A policy as it is written on a command line: `fair-share/easy`, or with the half-life of use,
/// `fair-share/easy/3d`.
final class PolicyName {
  private static final int PARTS_MIN = 2;
  private static final int PARTS_MAX = 3;

  private PolicyName() {}

  /// @throws IllegalArgumentException saying what it must be
  static Policy parse(String text) {
    var parts = text.strip().split("/", -1);
    var order = constant(Policy.Order.class, parts[0]);
    var backfill =
        parts.length < PARTS_MIN
            ? Optional.<Policy.Backfill>empty()
            : constant(Policy.Backfill.class, parts[1]);
    if (parts.length > PARTS_MAX || order.isEmpty() || backfill.isEmpty()) {
      throw new IllegalArgumentException(
          "The policy ("
              + text
              + ") must be fair-share, first-come or shortest-first, then / and none, easy or"
              + " conservative, then, if you want, / and the half-life of use, such as 7d.");
    }
    var policy = Policy.STANDARD.withOrder(order.get()).withBackfill(backfill.get());
    return parts.length == PARTS_MAX ? policy.withUsageHalfLife(Spans.parse(parts[2])) : policy;
  }

  private static <E extends Enum<E>> Optional<E> constant(Class<E> of, String name) {
    var wanted = name.toUpperCase(Locale.ROOT).replace('-', '_');
    for (var value : of.getEnumConstants()) {
      if (value.name().equals(wanted)) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }
}
