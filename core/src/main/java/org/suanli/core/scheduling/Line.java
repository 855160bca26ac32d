package org.suanli.core.scheduling;

import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The jobs of one bucket that a cycle has not tried yet.
final class Line {
  private final Iterator<Waiting> rest;
  private final Predicate<Waiting> isToTry;
  private @Nullable Waiting head;
  private @Nullable List<Topology.Pool> pools;

  /// Has no head until it is advanced.
  Line(Iterator<Waiting> rest, Predicate<Waiting> isToTry) {
    this.rest = rest;
    this.isToTry = isToTry;
  }

  /// Goes on to the next job that is to be tried. Not while the line is in a sorted collection.
  ///
  /// @return whether there is one
  boolean advance() {
    head = null;
    while (head == null && rest.hasNext()) {
      var next = rest.next();
      head = isToTry.test(next) ? next : null;
    }
    return head != null;
  }

  Waiting head() {
    return Objects.requireNonNull(head);
  }

  /// The pools for the jobs of this bucket, found when first asked for.
  List<Topology.Pool> pools(Function<Waiting, List<Topology.Pool>> find) {
    if (pools == null) {
      pools = find.apply(head());
    }
    return pools;
  }
}
