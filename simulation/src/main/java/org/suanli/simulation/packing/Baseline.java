package org.suanli.simulation.packing;

import java.util.List;
import org.suanli.core.supply.NodeSpec;

/// Policies that others published, with figures of what they reach.
public enum Baseline {
  RANDOM("01-Random"),
  DOT_PRODUCT("02-DotProd"),
  GPU_CLUSTERING("03-GpuClustering"),
  GPU_PACKING("04-GpuPacking"),
  BEST_FIT("05-BestFit"),
  FGD("06-FGD");

  private static final int NUMBER_LENGTH = "01-".length();

  private final String published;

  Baseline(String published) {
    this.published = published;
  }

  /// The name in published tables, with a number before it.
  public String published() {
    return published;
  }

  /// The name that its authors gave it.
  public String label() {
    return published.substring(NUMBER_LENGTH);
  }

  /// Whether it draws, so that no two runs of it are alike.
  public boolean isByChance() {
    return this == RANDOM;
  }

  /// For one packing.
  ///
  /// @param workload every pod of it, from which what is typical is known beforehand
  /// @param seed of chance, for the one that needs it
  public PackingPolicy policy(List<NodeSpec> fleet, Pods workload, long seed) {
    return switch (this) {
      case RANDOM -> new RandomFit(seed);
      case DOT_PRODUCT -> new HighestScore(new DotProduct(Largest.of(fleet)));
      case GPU_CLUSTERING -> new HighestScore(new GpuClustering(Largest.of(fleet)));
      case GPU_PACKING -> new HighestScore(new GpuPacking());
      case BEST_FIT -> new HighestScore(new BestFit(Largest.of(fleet)));
      case FGD -> new HighestScore(new Fgd(workload.all()));
    };
  }
}
