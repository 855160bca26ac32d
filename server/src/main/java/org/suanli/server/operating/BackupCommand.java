package org.suanli.server.operating;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.suanli.server.journal.Backup;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Writes all that a centre's database holds into one file.
@Command(
    name = "backup",
    description =
        "Write all that a centre's database holds into one file. With the embedded database the"
            + " server must be stopped; with an outside one it may go on.",
    mixinStandardHelpOptions = true)
public final class BackupCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "What to write; it must not exist yet.")
  private Path file = Path.of("");

  @Mixin private CentreOptions centre = new CentreOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    var target = file.toAbsolutePath().normalize();
    NewFile.require(target);
    try (var opened = centre.open()) {
      var head = new Backup(opened.database()).write(target);
      var out = spec.commandLine().getOut();
      out.printf("Wrote %s (%d bytes).%n", target, Files.size(target));
      out.printf("Last row of the journal: %d %s%n", head.seq(), head.hash());
      out.println(
          "It holds no files of the data folder: keep secret.key and signing.key, and the folders"
              + " code and archive, beside it.");
      out.flush();
    }
    return CommandLine.ExitCode.OK;
  }
}
