package org.suanli.cli.command;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.suanli.api.Health;
import org.suanli.api.Paths;
import org.suanli.cli.terminal.Exit;
import org.suanli.cli.terminal.Failure;
import org.suanli.cli.wire.Call;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `suanli version`
@Command(name = "version")
final class VersionCommand implements Callable<Integer> {
  private static final String UNPACKED = "development";

  private final Session session;

  @Option(names = "--client", description = "Of the client alone; asks no server.")
  boolean isClientOnly;

  VersionCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    var version = VersionCommand.class.getPackage().getImplementationVersion();
    session.printer().line("client " + (version == null ? UNPACKED : version));
    if (!isClientOnly) {
      server()
          .ifPresent(
              health ->
                  session
                      .printer()
                      .line("server " + health.version() + " at " + session.client().address()));
    }
    return Exit.OK.code();
  }

  /// A version is told even where no server is.
  private Optional<Health> server() {
    try {
      return Optional.of(session.client().send(Call.get(Paths.HEALTH), Health.class));
    } catch (Failure e) {
      e.sentences().forEach(session.printer()::note);
      return Optional.empty();
    }
  }
}
