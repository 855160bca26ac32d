package org.suanli.core.supply;

/// How well a figure of the catalogue is known.
public enum Grade {
  VENDOR_CODE,
  VENDOR_QUOTED,
  MEASURED,
  COMMUNITY,
  /// Sources disagree; never charged on until an operator confirms a rating.
  CONFLICTING
}
