package org.suanli.executor;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Pattern;

/// What every task of an attempt executes.
///
/// @param command what is executed
/// @param environment variables in order; the platform's own names win over them. Names are
///   letters, digits and '_', and neither start with a digit nor with `SUANLI_`; at most 1,000, in
///   all at most 1 MiB
/// @param archive a gzipped tar file that is unpacked into each task's working directory
/// @param savesCheckpoints whether to watch `SUANLI_CHECKPOINT_MARK`
public record Program(
    CommandLine command,
    SequencedMap<String, String> environment,
    Optional<Path> archive,
    boolean savesCheckpoints) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,254}");
  private static final String RESERVED = "SUANLI_";
  private static final int VARIABLES_MAX = 1_000;

  /// The kernel holds one variable to 128 KiB and all to a quarter of the stack; this stays below.
  private static final int CHARACTERS_MAX = 1 << 20;

  public Program {
    environment = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(environment));
    requireSize(environment);
    environment.forEach(Program::requireVariable);
  }

  /// A program without environment, archive or checkpoints.
  public static Program of(CommandLine command) {
    return new Program(command, new LinkedHashMap<>(), Optional.empty(), false);
  }

  private static void requireSize(Map<String, String> environment) {
    long characters = 0;
    for (var variable : environment.entrySet()) {
      characters += variable.getKey().length() + variable.getValue().length();
    }
    if (environment.size() > VARIABLES_MAX || characters > CHARACTERS_MAX) {
      throw new IllegalArgumentException(
          "The environment (%d variables, %d characters) must be at most %d variables and %d characters."
              .formatted(environment.size(), characters, VARIABLES_MAX, CHARACTERS_MAX));
    }
  }

  private static void requireVariable(String name, String value) {
    if (!NAME.matcher(name).matches() || name.startsWith(RESERVED)) {
      throw new IllegalArgumentException(
          "The name (%s) of a variable must be letters, digits and '_', and must not start with a digit or SUANLI_."
              .formatted(name));
    }
    if (value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "The value of the variable " + name + " must not hold a NUL character.");
    }
  }
}
