package org.suanli.api;

/// What went wrong, for programs. The number is the HTTP status that goes with it.
public enum ErrorCode {
  /// The request itself is wrong; every violation is listed.
  INVALID(400),
  /// Nobody is signed in, or the token is unknown, expired or revoked.
  UNAUTHENTICATED(401),
  /// Who is signed in may not do this.
  FORBIDDEN(403),
  /// It is not there, or belongs to another organization.
  NOT_FOUND(404),
  METHOD_NOT_ALLOWED(405),
  NOT_ACCEPTABLE(406),
  /// It does not go with the present state.
  CONFLICT(409),
  /// A request with the same idempotency key is being answered.
  IN_FLIGHT(409),
  /// What was to be changed is not what the caller saw.
  PRECONDITION_FAILED(412),
  TOO_LARGE(413),
  UNSUPPORTED_MEDIA_TYPE(415),
  /// The idempotency key was used with another request.
  KEY_REUSED(422),
  /// A bound of the platform is reached.
  LIMIT(429),
  /// Too many tries; wait as long as `Retry-After` says.
  TOO_MANY_REQUESTS(429),
  INTERNAL(500),
  /// The platform does not take commands now; wait as long as `Retry-After` says.
  UNAVAILABLE(503);

  private final int status;

  ErrorCode(int status) {
    this.status = status;
  }

  public int status() {
    return status;
  }
}
