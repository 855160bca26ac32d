package org.suanli.benchmarks;

/// A benchmark lacks what it needs; the message says what and where to name it. Told in its words
/// alone: there is no fault to trace.
final class CannotRun extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CannotRun(String message) {
    super(message);
  }
}
