package org.suanli.simulation.packing;

import java.util.List;
import org.suanli.core.units.Bytes;
import org.suanli.core.units.MilliCpus;
import org.suanli.core.units.ModelName;
import org.suanli.simulation.trace.Size;

/// What pods that are alike need, on one node.
///
/// @param number from 0, its own among the shapes of a workload
/// @param devices different ones; 0 if it needs none
/// @param milli of each device, in thousandths; 1,000 wherever there are several, 0 without devices
/// @param models acceptable makes; empty if all are
public record Shape(
    int number, MilliCpus cpus, Bytes memory, int devices, int milli, List<ModelName> models) {
  /// The thousandths of a device.
  static final int WHOLE = 1_000;

  public Shape {
    models = List.copyOf(models);
  }

  static Shape of(int number, Size size) {
    int devices = size.devices();
    int milli = devices == 1 ? Math.toIntExact(size.accelerators().milli()) : WHOLE;
    return new Shape(
        number, size.cpus(), size.memory(), devices, devices == 0 ? 0 : milli, size.models());
  }

  /// Of all its devices.
  public int milliTotal() {
    return devices * milli;
  }

  /// Whether it shares a device with others.
  boolean isShare() {
    return devices == 1 && milli < WHOLE;
  }

  /// A bit for shares, and one for each number of whole devices; none if it needs no device.
  long kind() {
    return devices == 0 ? 0 : isShare() ? 1 : 1L << Math.min(devices, Long.SIZE - 1);
  }

  boolean accepts(ModelName model) {
    return models.isEmpty() || models.contains(model);
  }
}
