package org.suanli.core.metering;

import org.suanli.core.units.AcceleratorTime;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.Window;

/// A stretch of an attempt's life that is settled as one.
///
/// @param model the make it held
/// @param held how many
/// @param window from when until when
public record Segment(ModelName model, MilliAccelerators held, Window window) {

  /// Exact use: accelerators times milliseconds.
  public AcceleratorTime used() {
    return new AcceleratorTime(Math.multiplyExact(held.milli(), window.length().toMillis()));
  }
}
