package org.suanli.core.scheduling;

import java.util.Arrays;
import java.util.Optional;
import org.suanli.core.supply.Placement;
import org.suanli.core.supply.Shares;
import org.suanli.core.units.OrganizationId;

/// What is free on one node from now on: steps in time, each until the next, the last for ever.
/// Instants are milliseconds from now.
final class NodePlan {
  private long[] at = new long[4];
  private long[] devices = new long[4];
  private Shares[] shares = new Shares[4];
  private long[] cpus = new long[4];
  private long[] bytes = new long[4];
  private int size = 1;
  private int kept;

  /// Whether there may be shares in some step.
  private boolean hasShares;

  /// What a task of an organization occupies.
  record Held(Placement.OnNode task, OrganizationId organization, long milliCpus, long bytes) {}

  /// What is free.
  ///
  /// @param devices that are wholly free, as bits
  /// @param shares of the others, what is left
  record Free(long devices, Shares shares, long milliCpus, long bytes) {
    /// What is left when a task takes its part; empty if that is not all there.
    Optional<Free> minus(Held held) {
      var task = held.task;
      boolean areFree = (devices & task.devices()) == task.devices();
      return (areFree || (task.isShare() && fits(task, held.organization)))
              && milliCpus >= held.milliCpus
              && bytes >= held.bytes
          ? Optional.of(
              new Free(
                  devices & ~task.devices(),
                  shares.take(devices, task, held.organization),
                  milliCpus - held.milliCpus,
                  bytes - held.bytes))
          : Optional.empty();
    }

    private boolean fits(Placement.OnNode task, OrganizationId organization) {
      var shared = shares.of(task.firstDevice());
      return shared != null && shared.fits(task.share(), organization);
    }
  }

  /// @param now what is free now
  NodePlan(Free now) {
    devices[0] = now.devices;
    shares[0] = now.shares;
    cpus[0] = now.milliCpus;
    bytes[0] = now.bytes;
    hasShares = !now.shares.isEmpty();
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
  Free free(long from, long until) {
    return new Free(
        devices(from, until), shares(from, until), cpus(from, until), bytes(from, until));
  }

  private void change(int begin, int end, Held held, int sign) {
    var task = held.task;
    hasShares |= task.isShare();
    for (int step = begin; step < end; step++) {
      if (sign > 0) {
        shares[step] = shares[step].give(task);
        devices[step] |= shares[step].freedBy(task);
      } else {
        shares[step] = shares[step].take(devices[step], task, held.organization);
        devices[step] &= ~task.devices();
      }
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

  /// What is left of shared devices all that time.
  Shares shares(long from, long until) {
    if (!hasShares) {
      return Shares.NONE;
    }
    int step = stepAt(from);
    long free = devices[step];
    var left = shares[step];
    while (++step < size && at[step] < until) {
      left = left.and(free, shares[step], devices[step]);
      free &= devices[step];
    }
    return left;
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
      shares = Arrays.copyOf(shares, 2 * size);
      cpus = Arrays.copyOf(cpus, 2 * size);
      bytes = Arrays.copyOf(bytes, 2 * size);
    }
    System.arraycopy(at, index, at, index + 1, size - index);
    System.arraycopy(devices, index - 1, devices, index, size - index + 1);
    System.arraycopy(shares, index - 1, shares, index, size - index + 1);
    System.arraycopy(cpus, index - 1, cpus, index, size - index + 1);
    System.arraycopy(bytes, index - 1, bytes, index, size - index + 1);
    at[index] = instant;
    size++;
    return index;
  }
}
