package org.suanli.core.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.suanli.core.units.AttemptId;

/// The attempts by the instant at which something is due for them, and the instants at which jobs
/// may be tried again, or attempts be preempted. Follows from the jobs.
final class Agenda {
  private final TreeMap<Entry, Job> dues = new TreeMap<>();
  private final TreeMap<Instant, Integer> retries = new TreeMap<>();

  /// When the attempts that may be preempted were placed.
  private final TreeMap<Instant, Integer> preemptible = new TreeMap<>();

  /// An attempt at an instant.
  record Entry(Instant at, AttemptId attempt) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      int order = at.compareTo(other.at);
      return order == 0 ? attempt.compareTo(other.attempt) : order;
    }
  }

  /// Brings the entry of a job's attempt up to date.
  void follow(Job job) {
    var attempt = job.attempt().orElseThrow();
    var at = dueAt(attempt);
    var before = attempt.due;
    if (before != null && before.at().equals(at)) {
      return;
    }
    if (before != null) {
      dues.remove(before);
    }
    attempt.due = at == null ? null : new Entry(at, attempt.id);
    if (attempt.due != null) {
      dues.put(attempt.due, job);
    }
  }

  private static @Nullable Instant dueAt(Attempt attempt) {
    return switch (attempt.state) {
      case ENDED -> null;
      case STOPPING -> attempt.isKilled ? null : attempt.killAt;
      case LAUNCHING, RUNNING -> earlier(attempt.periodUntil, attempt.stopAt);
    };
  }

  private static Instant earlier(Instant left, @Nullable Instant right) {
    return right == null || left.isBefore(right) ? left : right;
  }

  /// A job waits for an instant, or no longer does.
  void retry(@Nullable Instant at, int change) {
    if (at != null) {
      count(retries, at, change);
    }
  }

  /// The attempt of a job holds accelerators, or no longer does.
  void hold(Job job, int change) {
    if (job.demand.priorityClass().isPreemptible()) {
      count(preemptible, job.attempt().orElseThrow().placedAt, change);
    }
  }

  private static void count(TreeMap<Instant, Integer> instants, Instant at, int change) {
    instants.merge(at, change, (left, right) -> left + right == 0 ? null : left + right);
  }

  /// Takes over the instants of another agenda that no {@link #follow} brings.
  void takeOver(Agenda other) {
    retries.putAll(other.retries);
    preemptible.putAll(other.preemptible);
  }

  /// The jobs for whose attempts something is due, earliest first.
  List<Job> due(Instant now) {
    var due = new ArrayList<Job>();
    for (var entry : dues.entrySet()) {
      if (entry.getKey().at().isAfter(now)) {
        break;
      }
      due.add(entry.getValue());
    }
    return due;
  }

  Optional<Instant> nextDue() {
    return dues.isEmpty() ? Optional.empty() : Optional.of(dues.firstKey().at());
  }

  Optional<Instant> nextRetry(Instant after) {
    return Optional.ofNullable(retries.higherKey(after));
  }

  /// When the next attempt has run for its minimum.
  Optional<Instant> nextPreemptible(Instant after, Duration minimum) {
    return Optional.ofNullable(preemptible.higherKey(after.minus(minimum)))
        .map(placedAt -> placedAt.plus(minimum));
  }

  boolean isSame(Agenda other) {
    return dues.keySet().equals(other.dues.keySet())
        && retries.equals(other.retries)
        && preemptible.equals(other.preemptible);
  }
}
