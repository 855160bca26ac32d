package org.suanli.server.wiring;

import org.suanli.server.database.Database;

/// The data folder and the database of a server, its tables up to date, until closed.
final class Stores implements AutoCloseable {
  private final Settings settings;
  private final DataFolder folder;
  private boolean isClosed;

  private Stores(Settings settings, DataFolder folder) {
    this.settings = settings;
    this.folder = folder;
  }

  static Stores open(Settings settings, Progress progress) {
    var folder = DataFolder.hold(settings.data(), settings.database());
    try {
      folder.database().migrate();
    } catch (RuntimeException | Error e) {
      folder.close();
      throw e;
    }
    progress.done("database");
    return new Stores(settings, folder);
  }

  Settings settings() {
    return settings;
  }

  Database database() {
    return folder.database();
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
