package org.suanli.server.operating;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.suanli.server.journal.Backup;
import org.suanli.server.journal.Journal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Makes a centre's database from a backup.
@Command(
    name = "restore",
    description =
        "Make a centre's database from a backup, in a new data folder or an empty outside"
            + " database. The whole file and its journal are checked.",
    mixinStandardHelpOptions = true)
public final class RestoreCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "What suanli backup wrote.")
  private Path file = Path.of("");

  @Mixin private CentreOptions centre = new CentreOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("The backup (" + file + ") must be a file that exists.");
    }
    try (var opened = centre.openOrMake()) {
      var restored = new Backup(opened.database()).restore(file);
      var head = new Journal(opened.database()).head();
      var out = spec.commandLine().getOut();
      out.printf("Restored the centre %s from %s.%n", restored.id(), file);
      out.printf("Last row of the journal: %d %s%n", head.seq(), head.hash());
      out.printf(
          "Incarnation: %s, restored %d times so far; tables at version %s.%n",
          restored.tag(), restored.restores(), opened.database().version());
      out.flush();
    }
    return CommandLine.ExitCode.OK;
  }
}
