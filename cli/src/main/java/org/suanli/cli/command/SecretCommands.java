package org.suanli.cli.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.suanli.api.Paths;
import org.suanli.api.Tenants;
import org.suanli.cli.terminal.Failure;
import org.suanli.cli.wire.Call;
import org.suanli.cli.wire.Query;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `suanli secrets`
@Command(name = "secrets")
final class SecretCommands {
  /// More bytes than the longest value that a server takes has.
  private static final int BYTES_MAX = 128 * 1_024;

  private final Session session;

  SecretCommands(Session session) {
    this.session = session;
  }

  @Command(name = "list", description = "List the names of a project's secrets.")
  int list(@Parameters(paramLabel = "PROJECT") String project, @Mixin Paging paging) {
    var name = Ids.project(session.project(project));
    var times = session.times();
    return session.list(
        Paths.of(Paths.SECRETS, name.organization(), name.name()),
        Query.none(),
        paging,
        new Listing<>(
            Tenants.Secret.class,
            Tenants.Secret::name,
            List.of(
                Column.flexible("NAME", Tenants.Secret::name),
                Column.text("CHANGED BY", Tenants.Secret::changedBy),
                Column.text("CHANGED", secret -> times.relative(secret.changedAt())))));
  }

  @Command(
      name = "set",
      description = {
        "Set a secret, or replace it. Its value is asked for, or read from the standard input,",
        "and is shown to nobody: a job that names the secret finds it in a variable of that name."
      })
  int set(
      @Parameters(paramLabel = "PROJECT") String project,
      @Parameters(paramLabel = "NAME", description = "Of the variable.") String secret) {
    var call = Call.put(path(project, secret), new Tenants.NewSecret(readValue(secret)));
    return session.done(session.client().send(call), secret, "The secret " + secret + " is set.");
  }

  @Command(name = "remove", description = "Remove a secret.")
  int remove(
      @Parameters(paramLabel = "PROJECT") String project,
      @Parameters(paramLabel = "NAME") String secret) {
    var document = session.client().send(Call.delete(path(project, secret)));
    return session.done(document, secret, "The secret " + secret + " is removed.");
  }

  private String path(String project, String secret) {
    var name = Ids.project(session.project(project));
    return Paths.of(Paths.SECRET, name.organization(), name.name(), secret);
  }

  /// Never from the command line, where other users of the machine could read it.
  private String readValue(String secret) {
    var terminal = session.terminal();
    var console = terminal.isErrTerminal() ? System.console() : null;
    if (console != null && console.isTerminal()) {
      char[] typed = console.readPassword("%s: ", secret);
      return typed == null ? "" : new String(typed);
    }
    try {
      var bytes = terminal.in().readNBytes(BYTES_MAX + 1);
      var text = new String(bytes, StandardCharsets.UTF_8).replaceFirst("\\R\\z", "");
      if (bytes.length > BYTES_MAX || text.isEmpty()) {
        throw Failure.usage(
            "The standard input ("
                + bytes.length
                + " bytes) must hold the secret's value, up to "
                + BYTES_MAX
                + ".");
      }
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
