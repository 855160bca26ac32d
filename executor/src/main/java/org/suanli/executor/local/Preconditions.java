package org.suanli.executor.local;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.suanli.executor.ExecutorFailure;

/// What a machine must have before it takes tasks.
final class Preconditions {
  private static final List<String> PROGRAMS =
      List.of("bash", "sh", "setsid", "cat", "mkdir", "sleep", "tar", "env");

  private Preconditions() {}

  /// @throws ExecutorFailure naming everything that is missing
  static void require(Machine machine) {
    var violations = new ArrayList<String>();
    var programs = new ArrayList<>(PROGRAMS);
    boolean isTrusted = machine.settings().user().isTrusted();
    if (!isTrusted) {
      programs.add("setpriv");
      requireRoot(machine, violations);
    }
    programs.stream()
        .filter(program -> !isInstalled(program))
        .forEach(program -> violations.add("The program " + program + " must be installed."));
    try {
      if (!machine.workspace().isReachable() && !isTrusted) {
        violations.add(
            "The directory %s must be one that other users can pass through to.%nMaybe it lies within the server's private directory."
                .formatted(machine.workspace().root()));
      }
    } catch (IOException e) {
      violations.add("The directory " + machine.workspace().root() + " must be writable: " + e);
    }
    if (!violations.isEmpty()) {
      throw new ExecutorFailure(
          ExecutorFailure.Kind.EXTERNAL, String.join(System.lineSeparator(), violations));
    }
  }

  private static void requireRoot(Machine machine, List<String> violations) {
    try {
      if (!Files.getAttribute(machine.spool().root(), "unix:uid").equals(0)) {
        violations.add("The server must be root, or tasks must run as the server's user.");
      }
    } catch (IOException e) {
      violations.add("The owner of " + machine.spool().root() + " must be known: " + e);
    }
  }

  private static boolean isInstalled(String program) {
    for (var directory : Launcher.PATH.split(File.pathSeparator, -1)) {
      if (Files.isExecutable(Path.of(directory, program))) {
        return true;
      }
    }
    return false;
  }
}
