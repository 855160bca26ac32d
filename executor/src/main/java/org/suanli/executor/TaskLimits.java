package org.suanli.executor;

import org.suanli.core.units.Bytes;
import org.suanli.core.units.Limit;
import org.suanli.core.units.MilliCpus;

/// What one task may use of its node, where the machines can hold it to that.
///
/// @param cpus processor time
/// @param memory resident memory and page cache, without swap
/// @param processes processes and threads
public record TaskLimits(Limit<MilliCpus> cpus, Limit<Bytes> memory, Limit<Integer> processes) {
  public static TaskLimits unlimited() {
    return new TaskLimits(Limit.unlimited(), Limit.unlimited(), Limit.unlimited());
  }
}
