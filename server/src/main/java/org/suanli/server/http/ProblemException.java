package org.suanli.server.http;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.suanli.api.ErrorCode;
import org.suanli.core.engine.Rejected;

/// Ends a request with a problem.
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final transient List<String> violations;
  private final transient Optional<Duration> retryAfter;

  /// @param violations everything that is wrong; at least one
  public ProblemException(ErrorCode code, List<String> violations) {
    this(code, violations, Optional.empty());
  }

  public ProblemException(ErrorCode code, List<String> violations, Optional<Duration> retryAfter) {
    super(code + ": " + String.join(" ", violations));
    this.code = code;
    this.violations = List.copyOf(violations);
    this.retryAfter = retryAfter;
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

  /// When another try may succeed.
  public Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
