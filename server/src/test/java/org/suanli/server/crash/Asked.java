package org.suanli.server.crash;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One submission: what was asked, and what is known to have come of it. Confined to its client
/// while the load is on.
final class Asked {
  final String name;
  final Kind kind;
  private final double seconds;

  /// Set once it was acknowledged.
  @Nullable String job;

  boolean isCancelled;

  /// What its tasks do.
  enum Kind {
    SHORT,
    GANG,
    FAILS,
    FAILS_ONCE,
    /// Ends only by being cancelled.
    LONG
  }

  Asked(String name, Kind kind, double seconds) {
    this.name = name;
    this.kind = kind;
    this.seconds = seconds;
  }

  Optional<String> job() {
    return Optional.ofNullable(job);
  }

  boolean isOpen() {
    return job == null;
  }

  /// How its job must end.
  String wantState() {
    return switch (kind) {
      case SHORT, GANG, FAILS_ONCE -> "SUCCEEDED";
      case FAILS -> "FAILED";
      case LONG -> "CANCELLED";
    };
  }

  /// A job whose tasks say when they begin and end.
  String jobFile(Path witness) {
    return """
    name: %s
    accelerators: host-cpu:1
    nodes: %d
    memory: 64MiB
    time_limit: 1h
    retries: %d
    env: {%s: "%s"}
    checkpoint: {grace: 1s}
    command: |
      echo "begin $SUANLI_RUN_ID.$SUANLI_ATTEMPT.$SUANLI_TASK %s" >> '%s'
      %s
      echo "end $SUANLI_RUN_ID.$SUANLI_ATTEMPT.$SUANLI_TASK %s" >> '%s'
    """
        .formatted(
            name,
            kind == Kind.GANG ? 2 : 1,
            kind == Kind.FAILS_ONCE ? 1 : 0,
            Witness.MARK,
            witness,
            name,
            witness,
            work(),
            name,
            witness);
  }

  private String work() {
    return switch (kind) {
      case SHORT, GANG -> "sleep " + seconds;
      case FAILS -> "exit 3";
      case FAILS_ONCE -> "[ \"$SUANLI_ATTEMPT\" -gt 1 ] || exit 3";
      case LONG -> "exec sleep 3600";
    };
  }
}
