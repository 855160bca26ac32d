package org.suanli.examples.tinygpt;

/// What ends a run with a message and a non-zero exit.
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Whose fault it is, which decides the exit code.
  enum Kind {
    /// Options, environment or text are not as they must be.
    USER(2),
    /// A file, a network or another rank failed.
    EXTERNAL(1);

    private final int exitCode;

    Kind(int exitCode) {
      this.exitCode = exitCode;
    }
  }

  private final Kind kind;

  private Failure(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  static Failure user(String message) {
    return new Failure(Kind.USER, message);
  }

  static Failure external(String message) {
    return new Failure(Kind.EXTERNAL, message);
  }

  static Failure external(String message, Throwable cause) {
    var failure = new Failure(Kind.EXTERNAL, message + ": " + cause);
    failure.initCause(cause);
    return failure;
  }

  int exitCode() {
    return kind.exitCode;
  }
}
