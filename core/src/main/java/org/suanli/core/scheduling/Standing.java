package org.suanli.core.scheduling;

import org.suanli.core.allocation.Quota;
import org.suanli.core.units.MilliAccelerators;

/// What the order of organizations depends on.
///
/// @param quota of the organization
/// @param held what it holds now
/// @param share its decayed, rated use divided by its weight; comparable across makes
/// @param sharePerMilli how much the share rises per milli-accelerator held
public record Standing(Quota quota, MilliAccelerators held, long share, long sharePerMilli) {

  Standing with(MilliAccelerators more) {
    return new Standing(
        quota,
        held.plus(more),
        Math.addExact(share, Math.multiplyExact(sharePerMilli, more.milli())),
        sharePerMilli);
  }

  boolean isBelowGuarantee() {
    return held.compareTo(quota.guaranteed()) < 0;
  }
}
