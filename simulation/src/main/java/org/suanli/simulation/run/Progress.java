package org.suanli.simulation.run;

import java.time.Instant;

/// Is told now and then how far a simulation came.
@FunctionalInterface
public interface Progress {
  /// Nobody listens.
  Progress NONE = (_, _, _) -> {};

  /// @param ended jobs that ended or were refused
  /// @param all jobs of the workload
  /// @param clock virtual
  void at(long ended, long all, Instant clock);
}
