package org.suanli.server.wiring;

import java.security.SecureRandom;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.suanli.server.database.Database;
import org.suanli.server.identity.CentreKey;
import org.suanli.server.identity.SecretBox;

/// The data folder and the database of a server, its tables up to date, until closed; and the key
/// that both belong to.
final class Stores implements AutoCloseable {
  private final Settings settings;
  private final DataFolder folder;
  private final SecretBox box;
  private boolean isClosed;

  private Stores(Settings settings, DataFolder folder, SecretBox box) {
    this.settings = settings;
    this.folder = folder;
    this.box = box;
  }

  static Stores open(Settings settings, Progress progress) {
    var folder = DataFolder.hold(settings.data(), settings.database());
    try {
      var database = folder.database();
      database.migrate();
      var key = settings.data().resolve("secret.key");
      var box = CentreKey.open(key, JdbcClient.create(database.pool()), new SecureRandom());
      progress.done("database");
      return new Stores(settings, folder, box);
    } catch (RuntimeException | Error e) {
      folder.close();
      throw e;
    }
  }

  Settings settings() {
    return settings;
  }

  Database database() {
    return folder.database();
  }

  SecretBox secretBox() {
    return box;
  }

  /// How often the embedded database ended by itself and was started again.
  int databaseRestarts() {
    return folder.databaseRestarts();
  }

  /// This server's name among those that share the database; the same after a restart.
  String name() {
    return folder.name();
  }

  @Override
  public synchronized void close() {
    if (!isClosed) {
      isClosed = true;
      folder.close();
    }
  }
}
