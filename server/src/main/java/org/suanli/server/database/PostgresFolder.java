package org.suanli.server.database;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The files of an embedded PostgreSQL, locked for this process while open.
///
/// Below the root: `cluster` (PostgreSQL's own), `password`, `logs`, `run` (the socket), `lock`,
/// and `settings.conf`, which an operator may write to add settings.
final class PostgresFolder implements AutoCloseable {
  /// A UNIX socket's path may have 107 bytes; its name takes some of them.
  private static final int SOCKET_FOLDER_BYTES_MAX = 107 - "/.s.PGSQL.5432.lock".length();

  private static final int PASSWORD_BYTES = 24;

  private final Path root;
  private final FileChannel lockFile;
  private final FileLock lock;
  private final String password;
  private @Nullable Path shortRun;

  private PostgresFolder(Path root, FileChannel lockFile, FileLock lock) throws IOException {
    this.root = root;
    this.lockFile = lockFile;
    this.lock = lock;
    Trees.createPrivate(logs());
    this.password = readOrMakePassword();
  }

  static PostgresFolder open(Path data) {
    var root = data.toAbsolutePath().normalize();
    try {
      Trees.createPrivate(root);
      var file =
          FileChannel.open(
              root.resolve("lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      try {
        return new PostgresFolder(root, file, lock(root, file));
      } catch (IOException | RuntimeException e) {
        file.close();
        throw e;
      }
    } catch (IOException e) {
      throw new DatabaseException(
          "The data folder (" + root + ") cannot be used: " + e + "\nMaybe it is not yours.", e);
    }
  }

  private static FileLock lock(Path root, FileChannel file) throws IOException {
    @Nullable FileLock lock = null;
    try {
      lock = file.tryLock();
    } catch (OverlappingFileLockException _) {
      // This process holds it already: as much in use as if another did.
    }
    if (lock == null) {
      throw new DatabaseException(
          "The data folder ("
              + root
              + ") is in use by another server.\nMaybe stop that one, or name another folder.");
    }
    return lock;
  }

  Path root() {
    return root;
  }

  Path cluster() {
    return root.resolve("cluster");
  }

  Path logs() {
    return root.resolve("logs");
  }

  /// What PostgreSQL says before it opens its own log.
  Path startLog() {
    return logs().resolve("start.log");
  }

  Path controlLog() {
    return logs().resolve("control.log");
  }

  Path passwordFile() {
    return root.resolve("password");
  }

  String password() {
    return password;
  }

  Path socket() {
    return run().resolve(".s.PGSQL.5432");
  }

  /// The folder of the socket; in the temporary folder where the root's path is too long.
  private Path run() {
    var run = root.resolve("run");
    if (run.toString().getBytes(StandardCharsets.UTF_8).length <= SOCKET_FOLDER_BYTES_MAX) {
      return run;
    }
    if (shortRun == null) {
      try {
        shortRun = Files.createTempDirectory("suanli");
        Files.setAttribute(shortRun, "unix:uid", Files.getAttribute(root, "unix:uid"));
      } catch (IOException e) {
        throw new DatabaseException("No folder for the database's socket can be made: " + e, e);
      }
    }
    return shortRun;
  }

  /// Writes PostgreSQL's configuration anew, so that no start is less durable than another.
  ///
  /// @param socket where it is to listen
  void writeSettings(Path socket) {
    var run = Objects.requireNonNull(socket.getParent());
    var settings =
        List.of(
            "# Written by Suanli at each start. Settings of your own belong into",
            "# ../settings.conf; those below the line that reads it cannot be changed there.",
            "shared_buffers = 128MB",
            "max_connections = 50",
            "max_wal_size = 1GB",
            "jit = off",
            "include_if_exists = '../settings.conf'",
            "listen_addresses = ''",
            "unix_socket_directories = '" + run.toString().replace("'", "''") + "'",
            "unix_socket_permissions = 0700",
            "port = 5432",
            "fsync = on",
            "synchronous_commit = on",
            "full_page_writes = on",
            "password_encryption = scram-sha-256",
            "timezone = UTC",
            "log_timezone = UTC",
            "# One file for each day of the week, overwritten a week later: the log has a bound.",
            "logging_collector = on",
            "log_directory = '../logs'",
            "log_filename = 'postgres-%a.log'",
            "log_truncate_on_rotation = on",
            "log_rotation_age = 1d",
            "log_rotation_size = 0",
            "");
    try {
      if (run.startsWith(root)) {
        Trees.createPrivate(run);
        Files.setAttribute(run, "unix:uid", Files.getAttribute(root, "unix:uid"));
      }
      Files.deleteIfExists(startLog());
      replace(cluster().resolve("postgresql.conf"), String.join("\n", settings));
      replace(cluster().resolve("pg_hba.conf"), "local all all scram-sha-256\n");
    } catch (IOException e) {
      throw new DatabaseException("PostgreSQL's settings cannot be written: " + e, e);
    }
  }

  private String readOrMakePassword() throws IOException {
    if (!Files.exists(passwordFile())) {
      var bytes = new byte[PASSWORD_BYTES];
      new SecureRandom().nextBytes(bytes);
      replace(passwordFile(), HexFormat.of().formatHex(bytes) + "\n");
    }
    return Files.readString(passwordFile()).strip();
  }

  /// Replaces the file as a whole, readable by the folder's owner alone.
  private void replace(Path file, String text) throws IOException {
    var beside = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(beside);
    var mode = PosixFilePermissions.fromString("rw-------");
    try (var channel =
        FileChannel.open(
            beside,
            EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(mode))) {
      var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.setAttribute(beside, "unix:uid", Files.getAttribute(root, "unix:uid"));
    Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void close() {
    try (lockFile) {
      lock.release();
      if (shortRun != null) {
        Files.deleteIfExists(shortRun);
      }
    } catch (IOException e) {
      throw new DatabaseException("The data folder (" + root + ") cannot be released: " + e, e);
    }
  }
}
