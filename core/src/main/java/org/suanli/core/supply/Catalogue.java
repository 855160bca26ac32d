package org.suanli.core.supply;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.suanli.core.units.Bytes;
import org.suanli.core.units.Megaflops;
import org.suanli.core.units.ModelName;

/// The accelerator models that are known before any cluster is attached, by name.
///
/// @param models sorted by name
public record Catalogue(Map<ModelName, AcceleratorModel> models) {
  private static final String HEADER =
      "model,vendor,fp16_dense_tflops,bf16_dense_tflops,fp8_dense_tflops,int8_dense_tops,memory_gb,"
          + "memory_bandwidth_gb_s,link_gb_s,power_w,grade,note";
  private static final BigDecimal MEGAFLOPS_PER_TERAFLOPS = BigDecimal.valueOf(1_000_000);
  private static final BigDecimal BYTES_PER_GIB = BigDecimal.valueOf(1L << 30);

  public Catalogue {
    models = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(models));
  }

  public Optional<AcceleratorModel> find(ModelName name) {
    return Optional.ofNullable(models.get(name));
  }

  /// The catalogue that this version comes with.
  public static Catalogue published() {
    return Published.CATALOGUE;
  }

  /// Read once, when it is first asked for.
  private static final class Published {
    private static final String TABLE = "accelerators.csv";
    private static final Catalogue CATALOGUE = read();

    private static Catalogue read() {
      try (var stream = Catalogue.class.getResourceAsStream(TABLE)) {
        var bytes = Objects.requireNonNull(stream, TABLE).readAllBytes();
        return parse(new String(bytes, StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /// Reads the catalogue's table: comma-separated, a header line, no quotes; a note may hold
  /// anything but a comma.
  ///
  /// @throws IllegalArgumentException naming the line and the value that is wrong
  public static Catalogue parse(String csv) {
    List<String> lines = csv.lines().toList();
    if (lines.isEmpty() || !lines.getFirst().equals(HEADER)) {
      throw new IllegalArgumentException("The first line of the catalogue must be: " + HEADER);
    }
    var models = new TreeMap<ModelName, AcceleratorModel>();
    for (int index = 1; index < lines.size(); index++) {
      var model = parseRow(lines.get(index), index + 1);
      if (models.put(model.name(), model) != null) {
        throw new IllegalArgumentException(
            "Line " + (index + 1) + " of the catalogue repeats the model (" + model.name() + ").");
      }
    }
    return new Catalogue(models);
  }

  private static AcceleratorModel parseRow(String line, int number) {
    String[] cells = line.split(",", -1);
    try {
      var dense = new EnumMap<Precision, Megaflops>(Precision.class);
      putFigure(dense, Precision.FP16, cells[2]);
      putFigure(dense, Precision.BF16, cells[3]);
      putFigure(dense, Precision.FP8, cells[4]);
      putFigure(dense, Precision.INT8, cells[5]);
      Optional<Bytes> memory =
          cells[6].isEmpty()
              ? Optional.empty()
              : Optional.of(
                  new Bytes(new BigDecimal(cells[6]).multiply(BYTES_PER_GIB).longValueExact()));
      var grade = Grade.valueOf(cells[10].replace('-', '_').toUpperCase(Locale.ROOT));
      return new AcceleratorModel(new ModelName(cells[0]), cells[1], dense, memory, grade);
    } catch (IllegalArgumentException | ArithmeticException | ArrayIndexOutOfBoundsException e) {
      throw new IllegalArgumentException(
          "Line " + number + " (" + line + ") of the catalogue is not valid.", e);
    }
  }

  private static void putFigure(Map<Precision, Megaflops> dense, Precision precision, String tera) {
    if (!tera.isEmpty()) {
      dense.put(
          precision,
          new Megaflops(new BigDecimal(tera).multiply(MEGAFLOPS_PER_TERAFLOPS).longValueExact()));
    }
  }
}
