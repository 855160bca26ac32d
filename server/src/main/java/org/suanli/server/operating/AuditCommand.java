package org.suanli.server.operating;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.suanli.server.journal.Journal;
import org.suanli.server.journal.Verification;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Checks a centre's journal on the machine that holds it, without trusting its server.
@Command(
    name = "audit",
    description =
        "Check a centre's journal without its server. With --data, --database or --anchor; the"
            + " client's audit of the same name asks a server.",
    mixinStandardHelpOptions = true,
    subcommands = {AuditCommand.Verify.class, AuditCommand.Heads.class, ProjectionsCommand.class})
public final class AuditCommand {
  private AuditCommand() {}

  @Command(
      name = "verify",
      description =
          "Read the whole journal and check every row: exit code 0 if it is sound, 1 if it is not.",
      mixinStandardHelpOptions = true)
  static final class Verify implements Callable<Integer> {
    @Option(
        names = "--anchor",
        paramLabel = "FILE",
        description = "Rows that were kept elsewhere, as audit heads writes them.")
    private Optional<Path> anchor = Optional.empty();

    @Option(
        names = "--signer",
        paramLabel = "FINGERPRINT",
        description = "Of the key that must have signed those rows, as audit heads prints it.")
    private Optional<String> signer = Optional.empty();

    @Mixin private CentreOptions centre = new CentreOptions();
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
      var kept =
          anchor.isPresent() ? read(anchor.get()) : new SignedHeads(List.of(), Optional.empty());
      if (signer.isPresent() && !signer.equals(kept.signer())) {
        throw new IllegalArgumentException(
            "The rows must be signed by the key %s, and not by %s."
                .formatted(signer.get(), kept.signer().orElse("nobody")));
      }
      var anchors = kept.positions();
      try (var opened = centre.open()) {
        var found = new Journal(opened.database(), centre.archives()).verify(anchors);
        var out = spec.commandLine().getOut();
        switch (found) {
          case Verification.Sound(var head) -> {
            out.printf("The journal is sound: %d rows.%n", head.seq());
            out.printf("Its head: %s%n", head.hash());
            out.printf("Anchors met: %d%n", anchors.size());
            kept.signer().ifPresent(key -> out.printf("Signed by the key %s.%n", key));
          }
          case Verification.Broken(long seq, var reason, var last) -> {
            out.printf("The journal is broken at row %d: %s%n", seq, reason);
            out.printf("The last good row: %d %s%n", last.seq(), last.hash());
          }
        }
        out.flush();
        return found instanceof Verification.Sound
            ? CommandLine.ExitCode.OK
            : CommandLine.ExitCode.SOFTWARE;
      }
    }

    private static SignedHeads read(Path file) throws IOException {
      return SignedHeads.parse(Files.readString(file));
    }
  }

  @Command(
      name = "heads",
      description =
          "Write rows of the journal with their hashes, signed, to be kept elsewhere. Whoever has"
              + " them can show later that nothing up to them was changed or cut off.",
      mixinStandardHelpOptions = true)
  static final class Heads implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "What to write; it must not exist yet.")
    private Path file = Path.of("");

    @Option(
        names = "--every",
        paramLabel = "ROWS",
        description = "The distance of the rows; ${DEFAULT-VALUE} by default, and the last one.")
    private long every = 10_000;

    @Mixin private CentreOptions centre = new CentreOptions();
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
      var target = file.toAbsolutePath().normalize();
      NewFile.require(target);
      try (var opened = centre.open()) {
        var positions = new Journal(opened.database()).positions(every);
        var text = SignedHeads.sign(positions, centre.signingKey());
        Files.writeString(target, text, StandardOpenOption.CREATE_NEW);
        var out = spec.commandLine().getOut();
        out.printf("Wrote %d rows to %s.%n", positions.size(), target);
        SignedHeads.parse(text)
            .signer()
            .ifPresent(key -> out.printf("Signed by the key %s.%n", key));
        out.flush();
      }
      return CommandLine.ExitCode.OK;
    }
  }
}
