package org.suanli.core.supply;

import org.suanli.core.units.Megaflops;
import org.suanli.core.units.ModelName;

/// The published figure by which a model's card time becomes PFLOPS-hours. Published ratings are
/// never changed; a new version takes their place from its event on.
///
/// @param model what it rates
/// @param precision the billing precision it is stated in, dense
/// @param throughput of one accelerator; more than zero
/// @param version 1 or more, rising per model
/// @param source where the figure comes from, in words
public record Rating(
    ModelName model, Precision precision, Megaflops throughput, int version, String source) {
  public Rating {
    if (throughput.isZero()) {
      throw new IllegalArgumentException(
          "The throughput of the rating of " + model + " must be more than zero.");
    }
    if (version < 1) {
      throw new IllegalArgumentException(
          "The version (" + version + ") of a rating must be 1 or more.");
    }
  }
}
