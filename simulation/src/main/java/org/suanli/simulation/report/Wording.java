package org.suanli.simulation.report;

import java.util.List;
import java.util.Locale;

/// How numbers are written for people.
final class Wording {
  private static final double PERCENT = 100;
  private static final double MILLIS_PER_SECOND = 1e3;
  private static final long SECONDS_PER_MINUTE = 60;
  private static final long SECONDS_PER_HOUR = 3_600;
  private static final String BARS = "▁▂▃▄▅▆▇█";

  private Wording() {}

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  static String decimal(double number) {
    return String.format(Locale.ROOT, "%,.3f", number);
  }

  static String percent(double part) {
    return String.format(Locale.ROOT, "%.1f%%", part * PERCENT);
  }

  /// Hours, minutes and seconds: `26:03:59`. The same form for all, so that they compare.
  static String time(double millis) {
    long seconds = Math.round(millis / MILLIS_PER_SECOND);
    return String.format(
        Locale.ROOT,
        "%,d:%02d:%02d",
        seconds / SECONDS_PER_HOUR,
        seconds / SECONDS_PER_MINUTE % SECONDS_PER_MINUTE,
        seconds % SECONDS_PER_MINUTE);
  }

  /// A mean is not there where nothing is.
  static String mean(Figures figures) {
    return figures.count() == 0 ? "-" : time(figures.meanMillis());
  }

  static String time(Figures figures, long millis) {
    return figures.count() == 0 ? "-" : time(millis);
  }

  /// Parts of 1 as a row of bars.
  ///
  /// @param width how many bars at most
  static String bars(List<Double> parts, int width) {
    int bars = Math.min(width, parts.size());
    var text = new StringBuilder();
    for (int bar = 0; bar < bars; bar++) {
      int from = bar * parts.size() / bars;
      int until = (bar + 1) * parts.size() / bars;
      double mean =
          parts.subList(from, until).stream().mapToDouble(Double::doubleValue).average().orElse(0);
      int height = (int) Math.min(BARS.length() - 1L, Math.round(mean * (BARS.length() - 1)));
      text.append(BARS.charAt(Math.max(0, height)));
    }
    return text.toString();
  }
}
