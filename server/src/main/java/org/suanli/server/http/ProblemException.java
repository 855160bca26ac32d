package org.suanli.server.http;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.suanli.api.ErrorCode;
import org.suanli.core.engine.Rejected;
import org.suanli.core.spec.Violation;

/// Ends a request with a problem.
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final transient List<String> violations;
  private final transient List<Violation> inJobFile;
  private final transient Optional<Duration> retryAfter;

  /// @param violations everything that is wrong; at least one
  public ProblemException(ErrorCode code, List<String> violations) {
    this(code, violations, List.of(), Optional.empty());
  }

  public ProblemException(ErrorCode code, List<String> violations, Optional<Duration> retryAfter) {
    this(code, violations, List.of(), retryAfter);
  }

  private ProblemException(
      ErrorCode code,
      List<String> violations,
      List<Violation> inJobFile,
      Optional<Duration> retryAfter) {
    super(code + ": " + String.join(" ", violations));
    this.code = code;
    this.violations = List.copyOf(violations);
    this.inJobFile = List.copyOf(inJobFile);
    this.retryAfter = retryAfter;
  }

  static ProblemException inJobFile(List<Violation> violations) {
    return new ProblemException(
        ErrorCode.INVALID,
        violations.stream().map(Violation::toString).toList(),
        violations,
        Optional.empty());
  }

  static ProblemException of(Rejected rejected) {
    var code =
        switch (rejected.code()) {
          case INVALID -> ErrorCode.INVALID;
          case NOT_FOUND -> ErrorCode.NOT_FOUND;
          case CONFLICT -> ErrorCode.CONFLICT;
          case LIMIT -> ErrorCode.LIMIT;
        };
    return new ProblemException(code, rejected.messages());
  }

  static ProblemException invalid(String violation) {
    return new ProblemException(ErrorCode.INVALID, List.of(violation));
  }

  /// @param what such as `job-7`
  static ProblemException notFound(String what) {
    return new ProblemException(ErrorCode.NOT_FOUND, List.of("The " + what + " is not known."));
  }

  static ProblemException forbidden(String violation) {
    return new ProblemException(ErrorCode.FORBIDDEN, List.of(violation));
  }

  static ProblemException conflict(String violation) {
    return new ProblemException(ErrorCode.CONFLICT, List.of(violation));
  }

  static ProblemException unauthenticated() {
    return new ProblemException(
        ErrorCode.UNAUTHENTICATED,
        List.of(
            "A valid token or session must come with the request.\nMaybe it expired or was revoked:"
                + " sign in again."));
  }

  public ErrorCode code() {
    return code;
  }

  public List<String> violations() {
    return violations;
  }

  /// The same, where a job file is wrong, for texts in other languages; empty otherwise.
  public List<Violation> inJobFile() {
    return inJobFile;
  }

  /// When another try may succeed.
  public Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
