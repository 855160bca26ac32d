package org.suanli.core.scheduling;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.suanli.core.spec.PriorityClass;
import org.suanli.core.units.OrganizationId;

/// The waiting jobs, in buckets of jobs that are alike; and the first of each bucket, by
/// organization, in order; and those that were promised a start. Owned by one thread.
public final class Queue {
  /// The class comes first, so that no promise is broken by one of a lower class.
  private static final Comparator<Waiting> BY_PROMISE =
      Comparator.comparing((Waiting waiting) -> waiting.demand().priorityClass())
          .thenComparing(waiting -> waiting.promised().orElseThrow().startsAt())
          .thenComparing(Waiting::job);

  private final LinkedHashMap<Waiting.Bucket, TreeSet<Waiting>> buckets = new LinkedHashMap<>();
  private final TreeMap<OrganizationId, TreeSet<Waiting>> heads = new TreeMap<>();

  /// How many buckets there are of each form.
  private final LinkedHashMap<Waiting.Form, Integer> forms = new LinkedHashMap<>();

  /// How many jobs of each class have no promise.
  private final int[] unpromised = new int[PriorityClass.values().length];

  private final TreeSet<Waiting> promised = new TreeSet<>(BY_PROMISE);
  private final Policy.Order order;
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
      queue.promised.addAll(promised);
      queue.forms.putAll(forms);
      System.arraycopy(unpromised, 0, queue.unpromised, 0, unpromised.length);
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
    if (jobs.size() == 1) {
      forms.merge(waiting.bucket().form(), 1, Integer::sum);
    }
    if (jobs.first() == waiting) {
      var own =
          heads.computeIfAbsent(waiting.project().organization(), _ -> new TreeSet<>(order.jobs()));
      if (before != null) {
        own.remove(before);
      }
      own.add(waiting);
    }
    if (waiting.promised().isPresent()) {
      promised.add(waiting);
    } else {
      unpromised[waiting.demand().priorityClass().ordinal()]++;
    }
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
      forms.merge(
          waiting.bucket().form(), -1, (left, right) -> left + right == 0 ? null : left + right);
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
    if (waiting.promised().isPresent()) {
      promised.remove(waiting);
    } else {
      unpromised[waiting.demand().priorityClass().ordinal()]--;
    }
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

  /// The jobs that were promised a start, by class, then by that.
  SortedSet<Waiting> promised() {
    return Collections.unmodifiableSortedSet(promised);
  }

  /// The forms of the jobs.
  Set<Waiting.Form> forms() {
    return Collections.unmodifiableSet(forms.keySet());
  }

  /// Whether a job waits that may preempt others.
  public boolean hasPreempting() {
    return hasUnpromised(PriorityClass.GUARANTEED)
        || (!promised.isEmpty()
            && promised.first().demand().priorityClass() == PriorityClass.GUARANTEED);
  }

  /// Whether a job of a class has no promise.
  boolean hasUnpromised(PriorityClass priorityClass) {
    return unpromised[priorityClass.ordinal()] > 0;
  }

  /// The jobs of a bucket that has some, in order.
  SortedSet<Waiting> jobs(Waiting.Bucket bucket) {
    return Collections.unmodifiableSortedSet(Objects.requireNonNull(buckets.get(bucket)));
  }

  public Collection<? extends SortedSet<Waiting>> jobs() {
    return Collections.unmodifiableCollection(buckets.values());
  }

  /// Whether the same jobs wait in the same order, whatever the order of the buckets.
  public boolean isSame(Queue other) {
    return size == other.size
        && order == other.order
        && heads.equals(other.heads)
        && forms.equals(other.forms)
        && Arrays.equals(unpromised, other.unpromised)
        && List.copyOf(promised).equals(List.copyOf(other.promised))
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
