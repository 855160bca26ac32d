package org.suanli.simulation.report;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.suanli.simulation.run.Life;

/// The mean and the quantiles of a duration over many jobs, in milliseconds.
///
/// @param count how many jobs it is over
/// @param meanMillis zero if there is none
/// @param p50Millis the smallest that at least half of them do not exceed
/// @param p99Millis the smallest that at least 99 of 100 of them do not exceed
public record Figures(
    long count, double meanMillis, long p50Millis, long p99Millis, long maxMillis) {
  private static final double MILLIS_PER_SECOND = 1e3;

  static Figures of(List<Life> lives, Function<Life, Optional<Duration>> what) {
    long[] millis =
        lives.stream()
            .flatMap(life -> what.apply(life).stream())
            .mapToLong(Duration::toMillis)
            .sorted()
            .toArray();
    return new Figures(
        millis.length,
        Arrays.stream(millis).average().orElse(0),
        quantile(millis, 50),
        quantile(millis, 99),
        quantile(millis, 100));
  }

  private static long quantile(long[] sorted, int percent) {
    if (sorted.length == 0) {
      return 0;
    }
    int rank = Math.toIntExact(Math.ceilDiv((long) sorted.length * percent, 100));
    return sorted[rank - 1];
  }

  public double meanSeconds() {
    return meanMillis / MILLIS_PER_SECOND;
  }
}
