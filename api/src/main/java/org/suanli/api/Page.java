package org.suanli.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A bounded piece of a list.
///
/// @param items in the order asked for
/// @param next hand it back as `cursor` for the items after these; absent at the end
public record Page<T>(List<T> items, @Nullable String next) {
  public Page {
    items = List.copyOf(items);
  }
}
