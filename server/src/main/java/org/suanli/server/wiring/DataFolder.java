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
import org.suanli.server.database.DatabaseLocation;
import org.suanli.server.database.Postgres;

/// A centre's data folder, held by this process until closed, and its database, open until then.
public final class DataFolder implements AutoCloseable {
  private static final String DATABASE = "suanli";

  private final Path folder;
  private final FileChannel lock;
  private final Optional<Postgres> postgres;
  private final Database database;

  private DataFolder(Path folder, Optional<DatabaseLocation> outside) throws IOException {
    this.folder = folder;
    this.lock = lock(folder);
    try {
      postgres =
          outside.isPresent()
              ? Optional.empty()
              : Optional.of(Postgres.start(own(folder), cache()));
      database = open(postgres, outside);
    } catch (RuntimeException | Error e) {
      lock.close();
      throw e;
    }
  }

  /// Holds the folder and opens the database, whose tables are left as they are.
  ///
  /// @param folder made if it is not there
  /// @param outside the database; empty for the embedded one, in the folder
  /// @throws IllegalStateException if a server uses the folder
  public static DataFolder hold(Path folder, Optional<DatabaseLocation> outside) {
    try {
      Files.createDirectories(folder);
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
      return new DataFolder(folder, outside);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The data folder (" + folder + ") must be one that can be written.", e);
    }
  }

  /// Whether an embedded database was ever made in the folder.
  public static boolean isMade(Path folder) {
    return Files.isDirectory(own(folder));
  }

  private static Path own(Path folder) {
    return folder.resolve("postgres");
  }

  private static Database open(Optional<Postgres> postgres, Optional<DatabaseLocation> outside) {
    try {
      return Database.open(outside.orElseGet(() -> postgres.orElseThrow().create(DATABASE)));
    } catch (RuntimeException | Error e) {
      postgres.ifPresent(Postgres::close);
      throw e;
    }
  }

  /// Where the database's programs are unpacked to, once for all centres of a user.
  private static Path cache() {
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
            + "\nMaybe one runs already: stop it first, or give another folder by --data.");
  }

  public Database database() {
    return database;
  }

  /// How often the embedded database ended by itself and was started again.
  int databaseRestarts() {
    return postgres.map(Postgres::restarts).orElse(0);
  }

  /// This server's name among those that share the database; the same after a restart.
  String name() {
    var file = folder.resolve("name");
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
  public void close() {
    database.close();
    postgres.ifPresent(Postgres::close);
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
