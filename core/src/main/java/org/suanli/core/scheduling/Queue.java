package org.suanli.core.scheduling;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.suanli.core.units.JobId;
import org.suanli.core.units.OrganizationId;

/// The waiting jobs, in buckets of jobs that are alike; and the first of each bucket, by
/// organization, in order. Owned by one thread.
public final class Queue {
  private final LinkedHashMap<Waiting.Bucket, TreeSet<Waiting>> buckets = new LinkedHashMap<>();
  private final TreeMap<OrganizationId, TreeSet<Waiting>> heads = new TreeMap<>();
  private final Policy.Order order;
  private final TreeMap<JobId, Waiting> promised = new TreeMap<>();
  private int size;

  public Queue(Policy.Order order) {
    this.order = order;
  }

  /// The same jobs in another order, or the same: a copy.
  public Queue in(Policy.Order other) {
    var queue = new Queue(other);
    if (other == order) {
      buckets.forEach((bucket, jobs) -> queue.buckets.put(bucket, new TreeSet<>(jobs)));
      heads.forEach((organization, jobs) -> queue.heads.put(organization, new TreeSet<>(jobs)));
      queue.promised.putAll(promised);
      queue.size = size;
    } else {
      buckets.values().forEach(jobs -> jobs.forEach(queue::add));
    }
    return queue;
  }

  public Queue copy() {
    return in(order);
  }

  public void add(Waiting waiting) {
    var jobs = buckets.computeIfAbsent(waiting.bucket(), _ -> new TreeSet<>(order.jobs()));
    var before = jobs.isEmpty() ? null : jobs.first();
    if (!jobs.add(waiting)) {
      throw new IllegalStateException("The " + waiting.job() + " waits already.");
    }
    if (jobs.first() == waiting) {
      var own =
          heads.computeIfAbsent(waiting.project().organization(), _ -> new TreeSet<>(order.jobs()));
      if (before != null) {
        own.remove(before);
      }
      own.add(waiting);
    }
    waiting.promised().ifPresent(_ -> promised.put(waiting.job(), waiting));
    size++;
  }

  public void remove(Waiting waiting) {
    var jobs = buckets.get(waiting.bucket());
    boolean isHead = jobs != null && !jobs.isEmpty() && jobs.first().equals(waiting);
    if (jobs == null || !jobs.remove(waiting)) {
      throw new IllegalStateException("The " + waiting.job() + " does not wait.");
    }
    if (jobs.isEmpty()) {
      buckets.remove(waiting.bucket());
    }
    if (isHead) {
      var organization = waiting.project().organization();
      var own = Objects.requireNonNull(heads.get(organization));
      own.remove(waiting);
      if (!jobs.isEmpty()) {
        own.add(jobs.first());
      } else if (own.isEmpty()) {
        heads.remove(organization);
      }
    }
    promised.remove(waiting.job());
    size--;
  }

  public int size() {
    return size;
  }

  Policy.Order order() {
    return order;
  }

  /// The first job of each bucket, in order, by organization.
  SortedMap<OrganizationId, TreeSet<Waiting>> heads() {
    return Collections.unmodifiableSortedMap(heads);
  }

  /// The jobs of a bucket that has some, in order.
  SortedSet<Waiting> jobs(Waiting.Bucket bucket) {
    return Collections.unmodifiableSortedSet(Objects.requireNonNull(buckets.get(bucket)));
  }

  /// Those that were promised a start.
  Collection<Waiting> promised() {
    return Collections.unmodifiableCollection(promised.values());
  }

  public Collection<? extends SortedSet<Waiting>> jobs() {
    return Collections.unmodifiableCollection(buckets.values());
  }

  /// Whether the same jobs wait in the same order, whatever the order of the buckets.
  public boolean isSame(Queue other) {
    return size == other.size
        && order == other.order
        && heads.equals(other.heads)
        && buckets.size() == other.buckets.size()
        && buckets.entrySet().stream()
            .allMatch(
                bucket -> {
                  var theirs = other.buckets.get(bucket.getKey());
                  return theirs != null
                      && List.copyOf(theirs).equals(List.copyOf(bucket.getValue()));
                });
  }

  /// How many jobs of the same bucket come before it.
  public int position(Waiting waiting) {
    var jobs = buckets.get(waiting.bucket());
    return jobs == null ? 0 : jobs.headSet(waiting).size();
  }
}
