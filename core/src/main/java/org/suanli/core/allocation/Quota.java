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
    if (concurrent instanceof Limit.AtMost(var most) && guaranteed.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "The guaranteed share ("
              + guaranteed.milli()
              + " thousandths of an accelerator) must not exceed what may be held at once ("
              + most.milli()
              + ").");
    }
  }
}
