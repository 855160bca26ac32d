package org.suanli.api;

/// Header names, media types and bounds that both sides keep to.
public final class Http {
  /// On creations: the same key with the same body gets the same answer for a day.
  public static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  /// The longest idempotency key, in characters from `!` to `~`.
  public static final int IDEMPOTENCY_KEY_LENGTH_MAX = 128;

  public static final String PROBLEM_TYPE = "application/problem+json";
  public static final String EVENT_STREAM_TYPE = "text/event-stream";

  /// What every personal token begins with.
  public static final String TOKEN_PREFIX = "slt_";

  /// The cookie of a browser session.
  public static final String SESSION_COOKIE = "suanli-session";

  /// Items of a page, unless asked otherwise.
  public static final int PAGE_ITEMS_DEFAULT = 50;

  /// Items of a page at most.
  public static final int PAGE_ITEMS_MAX = 500;

  /// The longest body of a request that is not an upload, in bytes.
  public static final int BODY_BYTES_MAX = 1 << 20;

  /// The largest code archive, in bytes.
  public static final long CODE_BYTES_MAX = 256L << 20;

  /// The longest piece of a log that one answer holds, in bytes.
  public static final int LOG_BYTES_MAX = 1 << 20;

  private Http() {}
}
