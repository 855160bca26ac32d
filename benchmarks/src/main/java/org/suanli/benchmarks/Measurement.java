package org.suanli.benchmarks;

import java.util.List;
import java.util.stream.Collectors;

/// A figure with its bound. A bound is a goal on a machine with a known calibration, and moves with
/// the calibration: twice as fast a machine must reach twice the goal.
///
/// @param name of the figure, within its benchmark
/// @param figure what was measured
/// @param goal what it must be on a machine whose calibration is the goal's
/// @param calibrations what the machine did of fixed pieces of work in the same run; the first is
///   what the figure is judged by
record Measurement(String name, Figure figure, Goal goal, List<Calibration> calibrations) {
  private static final double MILLIS_PER_SECOND = 1e3;

  /// A number in a unit. Of rates, more is better; of times, less.
  sealed interface Figure {
    double value();

    String unit();

    /// How often the measured thing happens or would happen in a second.
    double perSecond();

    record Rate(double value, String unit) implements Figure {
      @Override
      public double perSecond() {
        return value;
      }
    }

    record Millis(double value) implements Figure {
      @Override
      public String unit() {
        return "ms";
      }

      @Override
      public double perSecond() {
        return MILLIS_PER_SECOND / value;
      }
    }
  }

  /// @param figure that must be reached
  /// @param calibration of the machine on which it must, per second
  record Goal(Figure figure, double calibration) {
    double ratioMin() {
      return figure.perSecond() / calibration;
    }
  }

  Measurement {
    calibrations = List.copyOf(calibrations);
    if (calibrations.isEmpty()) {
      throw new IllegalArgumentException("The figure " + name + " must have a calibration.");
    }
  }

  double ratio() {
    return figure.perSecond() / calibrations.getFirst().perSecond();
  }

  boolean isWithinBound() {
    return ratio() >= goal.ratioMin();
  }

  String toLine() {
    return "%s: %,.1f %s (goal %,.1f at %,.0f %s/s; %s; ratio %.3g, bound %.3g)%s"
        .formatted(
            name,
            figure.value(),
            figure.unit(),
            goal.figure().value(),
            goal.calibration(),
            calibrations.getFirst().of(),
            calibrations.stream().map(Calibration::toString).collect(Collectors.joining(", ")),
            ratio(),
            goal.ratioMin(),
            isWithinBound() ? "" : " MISSED");
  }

  /// One JSON object: who measured what, where and when.
  String toJson(String benchmark, String at, Machine machine) {
    var more =
        calibrations.stream()
            .map(one -> "\"%s\":%.0f".formatted(one.of(), one.perSecond()))
            .collect(Collectors.joining(","));
    return "{\"benchmark\":\"%s\",\"name\":\"%s\",\"figure\":%.1f,\"unit\":\"%s\",\"calibration\":%.0f,\"ratio\":%.5g,\"bound\":%.5g,\"calibrations\":{%s},\"at\":\"%s\",%s}"
        .formatted(
            benchmark,
            name,
            figure.value(),
            figure.unit(),
            calibrations.getFirst().perSecond(),
            ratio(),
            goal.ratioMin(),
            more,
            at,
            machine.toJsonFields());
  }
}
