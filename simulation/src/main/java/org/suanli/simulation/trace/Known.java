package org.suanli.simulation.trace;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What a reader knows from the rows before: equal values are kept once, for traces are long.
final class Known {
  private final Names names = new Names();
  private final Map<Size, Size> sizes = new HashMap<>();
  private final Map<String, TraceJob.Owner> owners = new HashMap<>();
  private Instant clock = Instant.EPOCH;
  private int unrun;

  Size size(Size size) {
    return sizes.computeIfAbsent(size, own -> own);
  }

  /// @param organization as the trace has it
  /// @param partition as the trace has it; empty if it has none, or several
  TraceJob.Owner owner(String organization, String user, String partition) {
    return owners.computeIfAbsent(
        organization + '\n' + user + '\n' + partition,
        _ ->
            new TraceJob.Owner(
                names.organization(organization),
                user,
                Optional.of(partition).filter(name -> !name.isEmpty()).map(Names::cluster)));
  }

  /// Where the trace's time begins; 1970 unless it says.
  Instant start() {
    return clock;
  }

  void startAt(Instant start) {
    clock = start;
  }

  /// The instant so long after the last that was asked for.
  Instant after(Duration interval) {
    clock = clock.plus(interval);
    return clock;
  }

  /// Counts a job that never ran.
  Optional<TraceJob> unrun() {
    unrun++;
    return Optional.empty();
  }

  int unrunJobs() {
    return unrun;
  }
}
