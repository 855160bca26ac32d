package org.suanli.server.identity;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.suanli.server.database.Database;
import org.suanli.server.database.DatabaseException;

/// The key that seals what a centre's database keeps encrypted: one for all its servers. The
/// database knows the key's fingerprint, so that no server seals or opens anything by another.
public final class CentreKey {
  private CentreKey() {}

  /// What was forgotten.
  ///
  /// @param secrets of projects
  /// @param answers to requests with a key
  public record Forgotten(int secrets, int answers) {}

  /// Reads the key from the file, which is made if it is not there. The first key of a database is
  /// noted there.
  ///
  /// @throws IllegalStateException if another key sealed the database's secrets, or the file is one
  ///   that {@link SecretBox#open} refuses
  public static SecretBox open(Path file, JdbcClient database, SecureRandom random) {
    var box = SecretBox.open(file, random);
    if (isNoted(database, box)) {
      return box;
    }
    throw new IllegalStateException(
        """
        The key in %s must be the one that sealed the secrets of this centre's database.
        Maybe copy it from the data folder of the centre's first server, or from where it was kept. If it is lost, \
        stop all servers of the centre and run: suanli forget-secrets\
        """
            .formatted(file));
  }

  /// Whether the key is the one that was noted before, or now.
  private static boolean isNoted(JdbcClient database, SecretBox box) {
    var noted = database.sql("SELECT fingerprint FROM secret_key").query(byte[].class).optional();
    if (noted.isPresent()) {
      return MessageDigest.isEqual(noted.get(), box.fingerprint());
    }
    // An older program may have sealed something.
    return ProjectSecrets.canBeOpened(database, box)
        && (note(database, box) || isNoted(database, box));
  }

  /// @return false if another server came first
  private static boolean note(JdbcClient database, SecretBox box) {
    return database
            .sql("INSERT INTO secret_key (fingerprint) VALUES (:mine) ON CONFLICT DO NOTHING")
            .param("mine", box.fingerprint())
            .update()
        == 1;
  }

  /// What a server asks once it leads: whether the database still knows the key that it opened.
  ///
  /// @throws IllegalStateException if it was forgotten while the server waited
  public static void requireKnown(Database database, SecretBox box) {
    try (var connection = database.connect();
        var statement = connection.createStatement();
        var noted = statement.executeQuery("SELECT fingerprint FROM secret_key")) {
      if (!noted.next() || !MessageDigest.isEqual(noted.getBytes(1), box.fingerprint())) {
        throw new IllegalStateException(
            """
            The key that this server started with must still be that of the centre's database.
            Maybe suanli forget-secrets was run while this server waited to lead: start it again.\
            """);
      }
    } catch (SQLException e) {
      throw new DatabaseException("The centre's key cannot be read: " + e.getMessage(), e);
    }
  }

  /// Forgets the key of a database and all that it sealed. The caller owns the transaction, and
  /// holds the lease's row; a server that waits to lead stops when its turn comes.
  public static Forgotten forget(Connection database) throws SQLException {
    try (var statement = database.createStatement()) {
      statement.executeUpdate("DELETE FROM secret_key");
      return new Forgotten(
          statement.executeUpdate("DELETE FROM project_secret"),
          statement.executeUpdate("DELETE FROM idempotency"));
    }
  }
}
