package org.suanli.core.spec;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Collects violations while a document is read.
final class Findings {
  /// Nobody mends more at once; it bounds the answer to a hostile file.
  private static final int VIOLATIONS_MAX = 100;

  private final List<Violation> violations = new ArrayList<>();
  private int omitted;

  void add(Violation violation) {
    if (violations.size() < VIOLATIONS_MAX) {
      violations.add(violation);
    } else {
      omitted++;
    }
  }

  boolean isEmpty() {
    return violations.isEmpty();
  }

  /// All of them by line, and by the order of finding within a line.
  List<Violation> byLine() {
    var sorted = new ArrayList<>(violations);
    sorted.sort(Comparator.comparingInt(Violation::line));
    if (omitted > 0) {
      sorted.add(
          new Violation(sorted.getLast().line(), "", Fault.MORE, List.of(VIOLATIONS_MAX, omitted)));
    }
    return List.copyOf(sorted);
  }
}
