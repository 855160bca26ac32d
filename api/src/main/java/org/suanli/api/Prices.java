package org.suanli.api;

import java.time.Instant;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// What makes computing power and money comparable: ratings and prices, by version.
public final class Prices {
  private Prices() {}

  /// Number formats in which throughput is stated.
  public enum Precision {
    FP32,
    FP16,
    BF16,
    FP8,
    INT8
  }

  /// The published conversion factor of a model.
  ///
  /// @param teraflops dense, of one accelerator, as a decimal number
  /// @param version rising per model
  /// @param since when it was published
  /// @param source where the figure comes from
  public record Rating(
      String model,
      Precision precision,
      String teraflops,
      int version,
      Instant since,
      String source) {}

  /// @param teraflops more than zero, with up to six decimals
  /// @param source 1 to 200 characters
  public record NewRating(String model, Precision precision, String teraflops, String source) {}

  public record Price(int version, Money perPflopsHour, Instant since) {}

  public record NewPrice(Money perPflopsHour) {}

  /// A make that the catalogue knows, or that this centre has.
  ///
  /// @param vendor empty if not known
  /// @param teraflops dense throughput by precision
  /// @param memoryBytes absent if not known
  /// @param grade how well the figures are known; `UNLISTED` if the catalogue does not have it
  /// @param rating what it is charged by now; absent if none is published
  public record Model(
      String model,
      String vendor,
      SequencedMap<String, String> teraflops,
      @Nullable Long memoryBytes,
      String grade,
      @Nullable Rating rating) {}
}
