package org.suanli.core.scheduling;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/// The waiting jobs, in buckets of jobs that are alike. Owned by one thread.
public final class Queue {
  private final LinkedHashMap<Waiting.Bucket, TreeSet<Waiting>> buckets = new LinkedHashMap<>();
  private int size;

  public Queue copy() {
    var copy = new Queue();
    buckets.forEach((bucket, jobs) -> copy.buckets.put(bucket, new TreeSet<>(jobs)));
    copy.size = size;
    return copy;
  }

  public void add(Waiting waiting) {
    if (!buckets
        .computeIfAbsent(waiting.bucket(), _ -> new TreeSet<>(Waiting.ORDER))
        .add(waiting)) {
      throw new IllegalStateException("The " + waiting.job() + " waits already.");
    }
    size++;
  }

  public void remove(Waiting waiting) {
    var jobs = buckets.get(waiting.bucket());
    if (jobs == null || !jobs.remove(waiting)) {
      throw new IllegalStateException("The " + waiting.job() + " does not wait.");
    }
    if (jobs.isEmpty()) {
      buckets.remove(waiting.bucket());
    }
    size--;
  }

  public int size() {
    return size;
  }

  SequencedMap<Waiting.Bucket, TreeSet<Waiting>> buckets() {
    return Collections.unmodifiableSequencedMap(buckets);
  }

  public Collection<? extends SortedSet<Waiting>> jobs() {
    return Collections.unmodifiableCollection(buckets.values());
  }

  /// Whether the same jobs wait in the same order, whatever the order of the buckets.
  public boolean isSame(Queue other) {
    return size == other.size
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
