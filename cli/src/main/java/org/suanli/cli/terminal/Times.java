package org.suanli.cli.terminal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Times as people read them, in the zone of the clock.
public final class Times {
  private static final DateTimeFormatter MINUTES =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
  private static final String NONE = "-";

  private final Clock clock;

  public Times(Clock clock) {
    this.clock = clock;
  }

  /// The zone, for headers.
  public String zone() {
    return clock.getZone().getId();
  }

  /// Such as `2026-03-01 09:30`; `-` if absent.
  public String minute(@Nullable Instant time) {
    return time == null ? NONE : MINUTES.format(time.atZone(clock.getZone()));
  }

  public String second(@Nullable Instant time) {
    return time == null ? NONE : SECONDS.format(time.atZone(clock.getZone()));
  }

  /// Such as `5m ago` or `in 2h 10m`; `-` if absent.
  public String relative(@Nullable Instant time) {
    if (time == null) {
      return NONE;
    }
    var since = Duration.between(time, clock.instant());
    if (since.abs().toSeconds() == 0) {
      return "now";
    }
    return since.isNegative() ? "in " + span(since.negated()) : span(since) + " ago";
  }

  /// Such as `2026-03-01 09:30:00 (5m ago)`; `-` if absent.
  public String both(@Nullable Instant time) {
    return time == null ? NONE : second(time) + " (" + relative(time) + ")";
  }

  /// How long ago, such as `3d 4h`.
  public String age(@Nullable Instant time) {
    if (time == null) {
      return NONE;
    }
    var since = Duration.between(time, clock.instant());
    return span(since.isNegative() ? Duration.ZERO : since);
  }

  /// The two largest units of a length of time.
  ///
  /// @param length zero or more
  public static String span(Duration length) {
    if (length.toDays() > 0) {
      return length.toDays() + "d " + length.toHoursPart() + "h";
    }
    if (length.toHours() > 0) {
      return length.toHours() + "h " + length.toMinutesPart() + "m";
    }
    return length.toMinutes() > 0
        ? length.toMinutes() + "m " + length.toSecondsPart() + "s"
        : length.toSeconds() + "s";
  }
}
