package org.suanli.cli.command;

import java.time.Clock;
import java.time.YearMonth;
import org.jspecify.annotations.Nullable;
import org.suanli.cli.terminal.Failure;
import org.suanli.cli.wire.Query;
import picocli.CommandLine.Option;

/// A stretch of time: a month, or from and until.
final class WindowOptions {
  @Option(
      names = "--month",
      paramLabel = "MONTH",
      description = "Such as 2026-03; the present one unless a time is given.")
  @Nullable String month;

  @Option(names = "--from", paramLabel = "TIME", description = "The first instant.")
  @Nullable String from;

  @Option(names = "--until", paramLabel = "TIME", description = "The end; now unless given.")
  @Nullable String until;

  /// As the server takes it: months begin in its billing zone.
  ///
  /// @throws Failure if the options do not go together
  Query toQuery(Clock clock) {
    if (month != null) {
      if (from != null || until != null) {
        throw Failure.usage("A month goes without --from and --until.");
      }
      return Query.none().with("month", month);
    }
    if (from == null && until == null) {
      return Query.none().with("month", YearMonth.now(clock));
    }
    if (from == null) {
      throw Failure.usage("With --until, --from must be given.");
    }
    var end = until == null ? clock.instant() : Moments.parse(until, clock);
    return Query.none().with("from", Moments.parse(from, clock)).with("until", end);
  }
}
