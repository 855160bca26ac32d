package org.suanli.core.units;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// A half-open stretch of time: `from` belongs to it, `until` does not. Both are whole
/// milliseconds; what is finer is cut off.
///
/// @param from its first instant
/// @param until the first instant after it, later than `from`
public record Window(Instant from, Instant until) {
  public Window {
    from = from.truncatedTo(ChronoUnit.MILLIS);
    until = until.truncatedTo(ChronoUnit.MILLIS);
    if (!from.isBefore(until)) {
      throw new IllegalArgumentException(
          "The end (" + until + ") of a window must be later than its start (" + from + ").");
    }
  }

  public boolean contains(Instant instant) {
    return !instant.isBefore(from) && instant.isBefore(until);
  }

  public Duration length() {
    return Duration.between(from, until);
  }
}
