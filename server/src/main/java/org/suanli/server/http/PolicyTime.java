package org.suanli.server.http;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.suanli.api.Policies;
import org.suanli.core.scheduling.Policy;
import org.suanli.core.spec.Quantities;

/// The lengths of time that a policy has, spelled as in job files.
public enum PolicyTime {
  USAGE_HALF_LIFE(
      "The half-life of use (usageHalfLife = %s) must be 1 hour to 365 days.\nMaybe 7d or 36h.",
      Policies.NewPolicy::usageHalfLife, Policy::mayHalve),
  RESTART_COST(
      "The cost of a restart (restartCost = %s) must be 0 to 1 day.\nMaybe 5m or 0s.",
      Policies.NewPolicy::restartCost, Policy.Preemption::mayCost),
  MINIMUM_RUN_TIME(
      "The minimum run time (minimumRunTime = %s) must be 0 to 7 days.\nMaybe 10m or 0s.",
      Policies.NewPolicy::minimumRunTime, Policy.Preemption::mayLast);

  private final String fault;
  private final Function<Policies.NewPolicy, @Nullable String> text;
  private final Predicate<Duration> range;

  PolicyTime(
      String fault,
      Function<Policies.NewPolicy, @Nullable String> text,
      Predicate<Duration> range) {
    this.fault = fault;
    this.text = text;
    this.range = range;
  }

  /// What a policy that is asked for has; empty if it says nothing of it.
  public Optional<String> textOf(Policies.NewPolicy asked) {
    return Optional.ofNullable(text.apply(asked));
  }

  /// Those that a policy would have and cannot.
  public static List<PolicyTime> wrong(Policies.NewPolicy asked) {
    return Stream.of(values())
        .filter(time -> time.textOf(asked).isPresent() && time.of(asked).isEmpty())
        .toList();
  }

  /// Empty if nothing is said of it, or it cannot be.
  Optional<Duration> of(Policies.NewPolicy asked) {
    return textOf(asked).flatMap(Quantities::duration).filter(range);
  }

  /// Says what is wrong with it, and a remedy.
  String fault(Policies.NewPolicy asked) {
    return fault.formatted(textOf(asked).orElse(""));
  }
}
