package org.suanli.server.demo;

import java.io.PrintWriter;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Supplier;

/// Says what happens, each stage with the time since the story began.
final class Narration {
  /// A training on a machine that is busy with other work.
  private static final Duration STAGE_MAX = Duration.ofMinutes(8);

  private static final Duration LOOK_EVERY = Duration.ofMillis(250);
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

  private final PrintWriter out;
  private final InstantSource clock;
  private final ZoneId zone = ZoneId.systemDefault();
  private final long beganNanos = System.nanoTime();

  Narration(PrintWriter out, InstantSource clock) {
    this.out = out;
    this.clock = clock;
  }

  void stage(String title) {
    say("");
    say(elapsed() + "  " + title);
  }

  void say(String line) {
    out.println(line);
    out.flush();
  }

  /// On the machine's clock, and from now, such as `17:30:23, in 8 min 20 s`.
  String when(Instant instant) {
    var from = Duration.between(clock.instant(), instant);
    return clockTime(instant)
        + (from.isNegative() ? ", " + span(from.negated()) + " ago" : ", in " + span(from));
  }

  String clockTime(Instant instant) {
    return CLOCK.format(instant.atZone(zone));
  }

  /// Such as `8 min 20 s`.
  static String span(Duration span) {
    return span.toMinutes() > 0
        ? span.toMinutes() + " min " + span.toSecondsPart() + " s"
        : span.toSeconds() + " s";
  }

  void await(String what, Supplier<Boolean> condition) {
    awaitValue(what, () -> condition.get() ? Optional.of(true) : Optional.<Boolean>empty());
  }

  /// Looks until there is something; says what came and when.
  ///
  /// @throws IllegalStateException if it does not come
  <T> T awaitValue(String what, Supplier<Optional<T>> look) {
    long deadline = System.nanoTime() + STAGE_MAX.toNanos();
    while (System.nanoTime() < deadline) {
      var value = look.get();
      if (value.isPresent()) {
        say("  " + elapsed() + "  " + what);
        return value.get();
      }
      pause();
    }
    throw new IllegalStateException(
        "Within " + span(STAGE_MAX) + " this must have happened: " + what + ".");
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK_EVERY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The demo was interrupted.", e);
    }
  }

  private String elapsed() {
    var seconds = BigDecimal.valueOf((System.nanoTime() - beganNanos) / 100_000_000, 1);
    return "[%6s s]".formatted(seconds.toPlainString());
  }
}
