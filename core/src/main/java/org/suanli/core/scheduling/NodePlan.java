package org.suanli.core.scheduling;

import java.util.Arrays;
import java.util.Optional;

/// What is free on one node from now on: steps in time, each until the next, the last for ever.
/// Instants are milliseconds from now.
final class NodePlan {
  private long[] at = new long[4];
  private long[] devices = new long[4];
  private long[] cpus = new long[4];
  private long[] bytes = new long[4];
  private int size = 1;
  private int kept;

  /// What a task occupies.
  ///
  /// @param devices as bits
  record Held(long devices, long milliCpus, long bytes) {
    /// What is left when a task takes its part; empty if that is not all there.
    Optional<Held> minus(Held task) {
      return (devices & task.devices) == task.devices
              && milliCpus >= task.milliCpus
              && bytes >= task.bytes
          ? Optional.of(
              new Held(devices & ~task.devices, milliCpus - task.milliCpus, bytes - task.bytes))
          : Optional.empty();
    }
  }

  /// @param devices free now, as bits
  /// @param cpus milli-CPUs that are free now
  /// @param bytes of memory that are free now
  NodePlan(long devices, long cpus, long bytes) {
    this.devices[0] = devices;
    this.cpus[0] = cpus;
    this.bytes[0] = bytes;
  }

  /// Gives back from an instant on.
  void give(long from, Held held) {
    change(split(from), size, held, 1);
  }

  /// Gives back for a time.
  ///
  /// @param until later than `from`
  void give(long from, long until, Held held) {
    int begin = split(from);
    change(begin, split(until), held, 1);
  }

  /// Takes for a time.
  ///
  /// @param until later than `from`
  void take(long from, long until, Held held) {
    int begin = split(from);
    change(begin, split(until), held, -1);
  }

  /// Takes for a time, for one who was promised it.
  void keep(long from, long until, Held held) {
    take(from, until, held);
    kept++;
  }

  /// Gives back what was kept.
  void release(long from, long until, Held held) {
    give(from, until, held);
    kept--;
  }

  /// Whether something is kept.
  boolean isKept() {
    return kept > 0;
  }

  /// What is free all the time from an instant until before another.
  Held free(long from, long until) {
    return new Held(devices(from, until), cpus(from, until), bytes(from, until));
  }

  private void change(int begin, int end, Held held, int sign) {
    for (int step = begin; step < end; step++) {
      devices[step] = sign > 0 ? devices[step] | held.devices : devices[step] & ~held.devices;
      cpus[step] += sign * held.milliCpus;
      bytes[step] += sign * held.bytes;
    }
  }

  /// The first step that lasts beyond an instant.
  private int stepAt(long instant) {
    int step = size - 1;
    while (at[step] > instant) {
      step--;
    }
    return step;
  }

  /// The devices that are free all the time from an instant until before another.
  long devices(long from, long until) {
    int step = stepAt(from);
    long free = devices[step];
    while (++step < size && at[step] < until) {
      free &= devices[step];
    }
    return free;
  }

  /// The fewest milli-CPUs that are free in that time.
  long cpus(long from, long until) {
    return least(cpus, from, until);
  }

  /// The least memory that is free in that time.
  long bytes(long from, long until) {
    return least(bytes, from, until);
  }

  private long least(long[] of, long from, long until) {
    int step = stepAt(from);
    long least = of[step];
    while (++step < size && at[step] < until) {
      least = Math.min(least, of[step]);
    }
    return least;
  }

  /// Makes a step begin at an instant.
  ///
  /// @return its index
  private int split(long instant) {
    int index = size;
    while (index > 0 && at[index - 1] > instant) {
      index--;
    }
    if (index > 0 && at[index - 1] == instant) {
      return index - 1;
    }
    if (size == at.length) {
      at = Arrays.copyOf(at, 2 * size);
      devices = Arrays.copyOf(devices, 2 * size);
      cpus = Arrays.copyOf(cpus, 2 * size);
      bytes = Arrays.copyOf(bytes, 2 * size);
    }
    System.arraycopy(at, index, at, index + 1, size - index);
    System.arraycopy(devices, index - 1, devices, index, size - index + 1);
    System.arraycopy(cpus, index - 1, cpus, index, size - index + 1);
    System.arraycopy(bytes, index - 1, bytes, index, size - index + 1);
    at[index] = instant;
    size++;
    return index;
  }
}
