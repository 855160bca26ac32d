package org.suanli.cli.wire;

import org.jspecify.annotations.Nullable;

/// A request.
///
/// @param path from the server's root, encoded
/// @param body a record to send as JSON; absent for none
/// @param key the idempotency key, which makes a creation safe to repeat; absent for none
/// @param isNew whether it is to be refused if there is something at the path
public record Call(
    String method,
    String path,
    Query query,
    @Nullable Object body,
    @Nullable String key,
    boolean isNew) {

  public Call(
      String method, String path, Query query, @Nullable Object body, @Nullable String key) {
    this(method, path, query, body, key, false);
  }

  public static Call get(String path) {
    return new Call("GET", path, Query.none(), null, null);
  }

  public static Call put(String path, Object body) {
    return new Call("PUT", path, Query.none(), body, null);
  }

  public static Call patch(String path, Object body) {
    return new Call("PATCH", path, Query.none(), body, null);
  }

  public static Call delete(String path) {
    return new Call("DELETE", path, Query.none(), null, null);
  }

  /// @param body a record, or absent
  public static Call post(String path, @Nullable Object body) {
    return new Call("POST", path, Query.none(), body, null);
  }

  public Call withQuery(Query query) {
    return new Call(method, path, query, body, key);
  }

  public Call withKey(String key) {
    return new Call(method, path, query, body, key);
  }

  /// Refused if there is something at the path.
  public Call ifNew() {
    return new Call(method, path, query, body, key, true);
  }

  /// Whether doing it twice is doing it once.
  boolean isRepeatable() {
    return key != null || !method.equals("POST") && !method.equals("PATCH") && !isNew;
  }
}
