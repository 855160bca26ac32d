package org.suanli.server.wiring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.UUID;
import org.suanli.server.database.Database;
import org.suanli.server.database.Postgres;

/// The data folder and the database, held by this process until closed.
final class Stores implements AutoCloseable {
  private static final String DATABASE = "suanli";
  private final Settings settings;
  private final FileChannel lock;
  private final Optional<Postgres> postgres;
  private final Database database;
  private boolean isClosed;

  private Stores(
      Settings settings, FileChannel lock, Optional<Postgres> postgres, Database database) {
    this.settings = settings;
    this.lock = lock;
    this.postgres = postgres;
    this.database = database;
  }

  static Stores open(Settings settings, Progress progress) {
    try {
      Files.createDirectories(settings.data());
      Files.setPosixFilePermissions(settings.data(), PosixFilePermissions.fromString("rwx--x--x"));
      var lock = lock(settings.data());
      var postgres =
          settings.database().isPresent()
              ? Optional.<Postgres>empty()
              : Optional.of(Postgres.start(settings.data().resolve("postgres"), programs()));
      var location = settings.database().orElseGet(() -> postgres.orElseThrow().create(DATABASE));
      var database = Database.open(location);
      database.migrate();
      progress.done("database");
      return new Stores(settings, lock, postgres, database);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The data folder (" + settings.data() + ") must be one that can be written.", e);
    }
  }

  /// Where the database's programs are unpacked to, once for all centres of a user.
  private static Path programs() {
    var cache = System.getenv("XDG_CACHE_HOME");
    return (cache == null || cache.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(cache))
        .resolve("suanli");
  }

  /// One server to a folder: the second would take the first one's processes for its own.
  private static FileChannel lock(Path data) throws IOException {
    var channel =
        FileChannel.open(data.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException _) {
      // This very process has it; the same message fits.
    }
    channel.close();
    throw new IllegalStateException(
        "The data folder ("
            + data
            + ") must not be used by another server."
            + "\nMaybe one runs already: see suanli whoami, or give another folder by --data.");
  }

  Settings settings() {
    return settings;
  }

  Database database() {
    return database;
  }

  /// This server's name among those that share the database; the same after a restart.
  String name() {
    var file = settings.data().resolve("name");
    try {
      if (!Files.exists(file)) {
        Files.writeString(file, UUID.randomUUID().toString());
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    database.close();
    postgres.ifPresent(Postgres::close);
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
