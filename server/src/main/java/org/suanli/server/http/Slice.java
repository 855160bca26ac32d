package org.suanli.server.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.suanli.api.Http;
import org.suanli.api.Page;

/// Which piece of a list is asked for.
///
/// @param limit how many items; 1 to 500
/// @param cursor from the page before; null for the first
public record Slice(int limit, @Nullable String cursor) {
  private static final int CURSOR_LENGTH_MAX = 200;

  public Slice {
    if (limit < 1 || limit > Http.PAGE_ITEMS_MAX) {
      throw ProblemException.invalid(
          "The limit (%d) must be 1 to %d.".formatted(limit, Http.PAGE_ITEMS_MAX));
    }
    if (cursor != null && cursor.length() > CURSOR_LENGTH_MAX) {
      throw wrongCursor();
    }
  }

  /// One more than the limit, to see whether there is another page.
  int probe() {
    return limit + 1;
  }

  /// The number after which a list goes on; the cursor of the first page says `first`.
  long after(long first) {
    try {
      return cursor == null ? first : Long.parseLong(text());
    } catch (NumberFormatException e) {
      throw wrongCursor();
    }
  }

  /// The text after which a list goes on; empty for the first page.
  String afterText() {
    return cursor == null ? "" : text();
  }

  private String text() {
    try {
      return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw wrongCursor();
    }
  }

  static ProblemException wrongCursor() {
    return ProblemException.invalid(
        "The cursor must be one that an earlier page of this list gave.");
  }

  /// Makes a page of up to {@link #probe} rows.
  ///
  /// @param key of a row, by which the next page begins after it
  <R, T> Page<T> page(List<R> rows, Function<R, T> item, Function<R, Object> key) {
    boolean hasMore = rows.size() > limit;
    var shown = hasMore ? rows.subList(0, limit) : rows;
    var next = hasMore ? encode(key.apply(shown.getLast()).toString()) : null;
    return new Page<>(shown.stream().map(item).toList(), next);
  }

  private static String encode(String key) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(key.getBytes(StandardCharsets.UTF_8));
  }
}
