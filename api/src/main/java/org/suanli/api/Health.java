package org.suanli.api;

import java.time.Instant;
import java.util.List;

/// Whether the platform takes commands.
///
/// @param status UP or DOWN
/// @param time the server's clock
/// @param checks what it follows from; empty if only the process was asked
public record Health(String status, String version, Instant time, List<Check> checks) {
  public static final String UP = "UP";
  public static final String DOWN = "DOWN";

  public Health {
    checks = List.copyOf(checks);
  }

  /// @param name such as `database`
  /// @param status UP or DOWN
  /// @param detail why it is down; empty if it is up
  public record Check(String name, String status, String detail) {}
}
