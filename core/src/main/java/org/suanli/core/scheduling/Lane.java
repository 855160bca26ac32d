package org.suanli.core.scheduling;

import java.util.Iterator;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The lines of one organization, or of all, best first. A line is opened when it is reached, so
/// that a cycle that ends early costs what it looked at.
final class Lane {
  private final Queue queue;
  private final Predicate<Waiting> isToTry;
  private final Predicate<Waiting.Bucket> isHopeless;
  private final Iterator<Waiting> heads;
  private final TreeSet<Line> opened;
  private @Nullable Waiting next;

  /// @param isHopeless whether no job of a bucket is to be tried; asked when the bucket is reached
  Lane(
      Queue queue,
      Iterator<Waiting> heads,
      Predicate<Waiting> isToTry,
      Predicate<Waiting.Bucket> isHopeless) {
    this.queue = queue;
    this.isToTry = isToTry;
    this.isHopeless = isHopeless;
    this.heads = heads;
    var order = queue.order().jobs();
    opened = new TreeSet<>((left, right) -> order.compare(left.head(), right.head()));
    next = heads.hasNext() ? heads.next() : null;
  }

  /// The line whose head is the best of those to try; empty if there is none.
  @Nullable Line first() {
    while (next != null
        && (opened.isEmpty() || queue.order().jobs().compare(next, opened.first().head()) < 0)) {
      if (!isHopeless.test(next.bucket())) {
        var line = new Line(queue.jobs(next.bucket()).iterator(), isToTry);
        if (line.advance()) {
          opened.add(line);
        }
      }
      next = heads.hasNext() ? heads.next() : null;
    }
    return opened.isEmpty() ? null : opened.first();
  }

  /// Takes the first line out.
  void leave() {
    opened.pollFirst();
  }

  /// Takes a line back that was taken out and advanced.
  void enter(Line line) {
    opened.add(line);
  }
}
