package org.suanli.simulation.oracle;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The folder with the public traces, which is no part of the sources: `-Dsuanli.traces=`, or the
/// variable SUANLI_TRACES.
public final class Traces {
  public static final String PROPERTY = "suanli.traces";
  private static final String VARIABLE = "SUANLI_TRACES";

  /// What to say where the folder is needed and not named.
  public static final String REMEDY =
      "The folder with the public traces must be named by -D"
          + PROPERTY
          + "=FOLDER or by the variable "
          + VARIABLE
          + ".";

  private Traces() {}

  /// Empty if no such folder is named or there.
  public static Optional<Path> folder() {
    return Optional.ofNullable(System.getProperty(PROPERTY))
        .or(() -> Optional.ofNullable(System.getenv(VARIABLE)))
        .filter(name -> !name.isBlank())
        .map(Path::of)
        .filter(Files::isDirectory);
  }
}
