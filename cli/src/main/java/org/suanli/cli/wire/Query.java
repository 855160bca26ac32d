package org.suanli.cli.wire;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The parameters after the question mark, in their order.
public final class Query {
  private final List<String> pairs = new ArrayList<>();

  public static Query none() {
    return new Query();
  }

  /// Adds a parameter, unless its value is absent.
  public Query with(String name, @Nullable Object value) {
    if (value != null) {
      pairs.add(name + "=" + URLEncoder.encode(value.toString(), StandardCharsets.UTF_8));
    }
    return this;
  }

  /// Adds a parameter as often as there are values.
  public Query withAll(String name, List<?> values) {
    values.forEach(value -> with(name, value));
    return this;
  }

  /// Another query of the same parameters.
  public Query copy() {
    var copy = new Query();
    copy.pairs.addAll(pairs);
    return copy;
  }

  /// With its question mark; nothing if there are none.
  @Override
  public String toString() {
    return pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
  }
}
