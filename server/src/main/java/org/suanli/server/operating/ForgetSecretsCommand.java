package org.suanli.server.operating;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.suanli.server.identity.CentreKey;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Lets a new key take the place of one that is lost.
@Command(
    name = "forget-secrets",
    description =
        "Forget all secrets of projects and the answers kept for requests with a key, for their"
            + " secret.key is lost. The next server that starts seals with the key of its own data"
            + " folder. All servers of the centre must be stopped.",
    mixinStandardHelpOptions = true)
public final class ForgetSecretsCommand implements Callable<Integer> {
  @Mixin private CentreOptions centre = new CentreOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    try (var opened = centre.open()) {
      opened.database().migrate();
      try (var connection = opened.database().connect()) {
        connection.setAutoCommit(false);
        requireNoLeader(connection);
        var forgotten = CentreKey.forget(connection);
        connection.commit();
        var out = spec.commandLine().getOut();
        out.printf(
            "Forgot %d secrets of projects and %d answers to requests with a key.%n",
            forgotten.secrets(), forgotten.answers());
        out.flush();
      }
    }
    return CommandLine.ExitCode.OK;
  }

  /// Holds the lease's row, so that none begins to lead until the transaction ends.
  private static void requireNoLeader(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var lease =
            statement.executeQuery(
                "SELECT holder, until > clock_timestamp() FROM lease FOR UPDATE")) {
      if (lease.next() && lease.getBoolean(2)) {
        throw new IllegalStateException(
            "The server (%s) that leads the centre must be stopped.\nMaybe it was killed: then its lease ends within seconds."
                .formatted(lease.getString(1)));
      }
    }
  }
}
