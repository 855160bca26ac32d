package org.suanli.core.supply;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.suanli.core.units.Bytes;
import org.suanli.core.units.Megaflops;
import org.suanli.core.units.ModelName;

/// One row of the accelerator catalogue.
///
/// @param name the model
/// @param vendor its maker
/// @param dense dense throughput by precision; a missing precision was not found or is not
///   supported
/// @param memory device memory, if known
/// @param grade how well the figures are known
public record AcceleratorModel(
    ModelName name,
    String vendor,
    Map<Precision, Megaflops> dense,
    Optional<Bytes> memory,
    Grade grade) {

  public AcceleratorModel {
    var copy = new EnumMap<Precision, Megaflops>(Precision.class);
    copy.putAll(dense);
    dense = Collections.unmodifiableMap(copy);
  }

  /// The throughput that may be charged on without an operator's confirmation.
  public Optional<Megaflops> chargeable(Precision billing) {
    return grade == Grade.CONFLICTING ? Optional.empty() : Optional.ofNullable(dense.get(billing));
  }
}
