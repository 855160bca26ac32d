package org.suanli.examples.tinygpt;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The command line. Reports every violation, not the first.
final class OptionsParser {
  private record Option(String name, String value, String standard, String help) {
    String helpLine() {
      String shown = standard.isEmpty() ? "" : " (" + standard + ")";
      return "  %-32s%s%s".formatted(name + " " + value, help, shown);
    }
  }

  private static final List<Option> OPTIONS =
      List.of(
          new Option("--steps", "N", "1000", "training steps"),
          new Option("--seed", "N", "1", "of the first weights, the order of the text, the sample"),
          new Option("--layers", "N", "4", "transformer blocks"),
          new Option("--width", "N", "128", "floats per token, a multiple of 8 * heads"),
          new Option("--heads", "N", "4", "attention heads"),
          new Option("--context", "N", "128", "tokens per sequence, a multiple of 8"),
          new Option("--batch", "N", "8", "sequences per rank and step"),
          new Option("--learning-rate", "X", "0.003", "after the warm-up"),
          new Option("--threads", "N", "1", "compute threads per rank"),
          new Option("--text", "DIR", "", "text files to learn from, instead of the JDK's Javadoc"),
          new Option("--checkpoint", "DIR", "", "save to here, and resume from here"),
          new Option(
              "--checkpoint-interval", "STEPS", "100", "steps from checkpoint to checkpoint"),
          new Option("--evaluation-interval", "STEPS", "100", "steps between held-out losses"),
          new Option("--output", "DIR", "", "write the final weights.f32 and sample.txt to here"),
          new Option("--connect-timeout", "SECONDS", "120", "until all ranks have met"),
          new Option("--peer-timeout", "SECONDS", "60", "for one exchange with another rank"));

  private static final int LAYERS_MAX = 48;
  private static final int WIDTH_MAX = 2048;
  private static final int HEADS_MAX = 64;
  private static final int CONTEXT_MAX = 2048;
  private static final int BATCH_MAX = 1024;
  private static final int STEPS_MAX = 999_999;
  private static final int THREADS_MAX = 256;
  private static final int SECONDS_MAX = 3600;
  private static final double LEARNING_RATE_MIN = 1e-6;

  private final Map<String, String> given = new LinkedHashMap<>();
  private final List<String> violations = new ArrayList<>();

  private OptionsParser() {}

  static String help() {
    var lines = new ArrayList<String>();
    lines.add("Trains a small GPT on text. One process per rank; several ranks find each other by");
    lines.add("MASTER_ADDR, MASTER_PORT, RANK and WORLD_SIZE. Options (and their defaults):");
    OPTIONS.forEach(option -> lines.add(option.helpLine()));
    lines.add("  --help                          this text");
    return String.join("\n", lines);
  }

  /// @throws Failure of kind USER with a line per violation
  static Options parse(List<String> arguments) {
    var parser = new OptionsParser();
    parser.read(arguments);
    return parser.options();
  }

  private void read(List<String> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument : argument.substring(0, equals);
      if (OPTIONS.stream().noneMatch(option -> option.name().equals(name))) {
        violations.add("The argument (" + argument + ") must be an option; --help lists them.");
      } else if (equals < 0 && i + 1 == arguments.size()) {
        violations.add(name + " must be followed by a value.");
      } else {
        String value = equals < 0 ? arguments.get(++i) : argument.substring(equals + 1);
        if (given.put(name, value) != null) {
          violations.add(name + " (" + value + ") must be given once.");
        }
      }
    }
  }

  private Options options() {
    int violationsBefore = violations.size();
    int layers = (int) whole("--layers", 1, LAYERS_MAX);
    int width = (int) whole("--width", Lanes.COUNT, WIDTH_MAX);
    int heads = (int) whole("--heads", 1, HEADS_MAX);
    int context = (int) whole("--context", Lanes.COUNT, CONTEXT_MAX);
    if (violations.size() == violationsBefore) {
      checkMultiples(width, heads, context);
    }
    int steps = (int) whole("--steps", 1, STEPS_MAX);
    double rate = learningRate();
    long seed = whole("--seed", Long.MIN_VALUE, Long.MAX_VALUE);
    int batch = (int) whole("--batch", 1, BATCH_MAX);
    int threads = (int) whole("--threads", 1, THREADS_MAX);
    var folders = new Options.Folders(folder("--text"), folder("--checkpoint"), folder("--output"));
    var intervals =
        new Options.Intervals(
            (int) whole("--checkpoint-interval", 1, STEPS_MAX),
            (int) whole("--evaluation-interval", 1, STEPS_MAX));
    var timeouts =
        new Options.Timeouts(
            (int) whole("--connect-timeout", 1, SECONDS_MAX),
            (int) whole("--peer-timeout", 1, SECONDS_MAX));
    if (!violations.isEmpty()) {
      throw Failure.user(String.join("\n", violations));
    }
    var shape = new Shape(layers, width, heads, context);
    var schedule = new AdamW.Schedule(steps, rate);
    return new Options(shape, schedule, seed, batch, threads, folders, intervals, timeouts);
  }

  private void checkMultiples(int width, int heads, int context) {
    int unit = Lanes.COUNT * heads;
    if (width % unit != 0) {
      violations.add(
          "--width (%d) must be a multiple of 8 * heads (%d).\nMaybe --width %d."
              .formatted(width, unit, Math.max(1, width / unit) * unit));
    }
    if (context % Lanes.COUNT != 0) {
      violations.add(
          "--context (%d) must be a multiple of 8.\nMaybe --context %d."
              .formatted(context, (context / Lanes.COUNT + 1) * Lanes.COUNT));
    }
  }

  private String value(String name) {
    String standard =
        OPTIONS.stream().filter(o -> o.name().equals(name)).findFirst().orElseThrow().standard();
    return given.getOrDefault(name, standard);
  }

  /// The value, or the least where it is a violation, so that the others are still read.
  private long whole(String name, long min, long max) {
    String value = value(name);
    try {
      long number = Long.parseLong(value);
      if (min <= number && number <= max) {
        return number;
      }
    } catch (NumberFormatException _) {
      // A violation like one out of range: the message below covers both.
    }
    violations.add(
        "%s (%s) must be a whole number from %d to %d.".formatted(name, value, min, max));
    return min;
  }

  private double learningRate() {
    String value = value("--learning-rate");
    try {
      double number = Double.parseDouble(value);
      if (LEARNING_RATE_MIN <= number && number <= 1) {
        return number;
      }
    } catch (NumberFormatException _) {
      // A violation like one out of range: the message below covers both.
    }
    violations.add("--learning-rate (%s) must be a number from 0.000001 to 1.".formatted(value));
    return 1;
  }

  private Optional<Path> folder(String name) {
    String value = given.get(name);
    if (value == null) {
      return Optional.empty();
    }
    try {
      if (!value.isBlank()) {
        return Optional.of(Path.of(value));
      }
    } catch (InvalidPathException _) {
      // A violation like a blank one: the message below covers both.
    }
    violations.add(name + " (" + value + ") must be the path of a folder.");
    return Optional.empty();
  }
}
