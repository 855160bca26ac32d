package org.suanli.executor;

/// The machines could not do what was asked.
public final class ExecutorFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Who can do something about it.
  public enum Kind {
    USER,
    RESOURCES,
    EXTERNAL,
    INTERNAL
  }

  private final Kind kind;

  public ExecutorFailure(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public ExecutorFailure(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
