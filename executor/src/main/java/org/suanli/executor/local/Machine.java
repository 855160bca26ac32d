package org.suanli.executor.local;

import java.time.Duration;
import java.time.Instant;

/// What the parts of a local executor share: its settings and the means to reach files, processes
/// and groups. Safe for use by several threads.
record Machine(
    LocalSettings settings,
    Spool spool,
    Workspace workspace,
    ProcessTable processes,
    ControlGroups groups) {

  Instant now() {
    return settings.clock().instant();
  }

  /// The instant of a moment of this boot: measured back from now, so that a leap of the wall clock
  /// between the two does not count.
  Instant instantOf(Duration uptime) {
    var age = processes.uptime().minus(uptime);
    return age.isNegative() ? now() : now().minus(age);
  }
}
