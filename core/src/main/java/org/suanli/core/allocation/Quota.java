package org.suanli.core.allocation;

import org.suanli.core.units.Limit;
import org.suanli.core.units.MilliAccelerators;

/// Bounds on what an owner holds at one time.
///
/// @param guaranteed its share, served before others borrow; zero if none
/// @param concurrent the most it may hold at once
public record Quota(MilliAccelerators guaranteed, Limit<MilliAccelerators> concurrent) {
  public static final Quota NONE = new Quota(MilliAccelerators.ZERO, Limit.unlimited());

  public Quota {
    if (!concurrent.allows(guaranteed)) {
      throw new IllegalArgumentException(
          "The guaranteed share ("
              + guaranteed.milli()
              + " milli) must not exceed the concurrent limit.");
    }
  }
}
