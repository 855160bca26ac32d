package org.suanli.server.identity;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import org.springframework.jdbc.core.simple.JdbcClient;

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

  /// Forgets the key of a database and all that it sealed. The caller owns the transaction; no
  /// server may run.
  public static Forgotten forget(Connection database) throws SQLException {
    try (var statement = database.createStatement()) {
      statement.executeUpdate("DELETE FROM secret_key");
      return new Forgotten(
          statement.executeUpdate("DELETE FROM project_secret"),
          statement.executeUpdate("DELETE FROM idempotency"));
    }
  }
}
