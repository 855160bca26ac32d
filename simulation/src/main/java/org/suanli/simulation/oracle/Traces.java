package org.suanli.simulation.oracle;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The folder with the public traces, which is no part of the sources: `-Dsuanli.traces=`, or the
/// variable SUANLI_TRACES.
public final class Traces {
  public static final String PROPERTY = "suanli.traces";
  private static final String VARIABLE = "SUANLI_TRACES";

  private Traces() {}

  /// Empty if no such folder is named or there.
  public static Optional<Path> folder() {
    return named().map(Path::of).filter(Files::isDirectory);
  }

  private static Optional<String> named() {
    return Optional.ofNullable(System.getProperty(PROPERTY))
        .or(() -> Optional.ofNullable(System.getenv(VARIABLE)))
        .filter(name -> !name.isBlank());
  }

  /// What to say, in one line, where the folder is needed and not there.
  public static String remedy() {
    return "The folder (%s) with the public traces must be there. Maybe name it by the variable %s, or by -D%s=FOLDER."
        .formatted(named().orElse("none named"), VARIABLE, PROPERTY);
  }
}
