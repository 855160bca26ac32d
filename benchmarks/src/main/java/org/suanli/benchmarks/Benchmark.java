package org.suanli.benchmarks;

import java.util.List;
import java.util.function.Supplier;

/// Something that is measured.
///
/// @param name by which it is run
/// @param what it measures, in a sentence
/// @param measure measures once; may take a minute
record Benchmark(String name, String what, Supplier<List<Measurement>> measure) {

  /// A figure with its bound.
  ///
  /// @param name of the figure, within its benchmark
  /// @param figure what was measured
  /// @param unit of the figure
  /// @param calibration what the machine did of a fixed piece of work in the same run, per second
  /// @param ratio what is bound; more is better
  /// @param ratioMin the bound
  record Measurement(
      String name, double figure, String unit, double calibration, double ratio, double ratioMin) {

    boolean isWithinBound() {
      return ratio >= ratioMin;
    }

    String toLine() {
      return "%s: %,.1f %s (calibration %,.0f/s, ratio %.8f, bound %.8f)%s"
          .formatted(
              name, figure, unit, calibration, ratio, ratioMin, isWithinBound() ? "" : " MISSED");
    }

    /// One JSON object.
    String toJson(String benchmark, String at) {
      return "{\"benchmark\":\"%s\",\"name\":\"%s\",\"figure\":%.1f,\"unit\":\"%s\",\"calibration\":%.0f,\"ratio\":%.8f,\"bound\":%.8f,\"at\":\"%s\"}"
          .formatted(benchmark, name, figure, unit, calibration, ratio, ratioMin, at);
    }
  }
}
