package org.suanli.server.database;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/// The programs of the embedded PostgreSQL, unpacked from the class path once.
///
/// Their folder is named after the digest of the archive, so a new version gets a new folder and a
/// whole one is never written to again: it is filled beside, flushed, and moved into place at once.
final class PostgresPrograms {
  private static final int DIGEST_CHARACTERS = 16;

  /// Enough for the disk to have something to put together.
  private static final int FLUSHES_AT_ONCE = 16;

  private final Path home;

  private PostgresPrograms(Path home) {
    this.home = home;
  }

  /// @param folder kept between starts, may be shared by several servers
  static PostgresPrograms unpack(Path folder) {
    var resource = "/postgres-linux-" + architecture() + ".txz";
    try {
      var home = folder.resolve("postgresql-" + digest(resource));
      if (!Files.isDirectory(home)) {
        Files.createDirectories(folder);
        unpack(resource, home);
      }
      return new PostgresPrograms(home);
    } catch (IOException e) {
      throw new DatabaseException(
          "PostgreSQL could not be unpacked into "
              + folder
              + ": "
              + e
              + "\nMaybe the disk is full (100 MB are needed) or the folder may not be written.",
          e);
    }
  }

  Path program(String name) {
    return home.resolve("bin").resolve(name);
  }

  private static String architecture() {
    var name = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    return switch (name) {
      case "amd64", "x86_64" -> "x86_64";
      case "aarch64" -> "arm_64";
      default -> name;
    };
  }

  private static InputStream open(String resource) {
    @Nullable InputStream stream = PostgresPrograms.class.getResourceAsStream(resource);
    if (stream == null) {
      throw new DatabaseException(
          "No PostgreSQL is embedded for this machine ("
              + resource
              + " is not on the class path).\nMaybe use a PostgreSQL 18 from outside by its URL.");
    }
    return stream;
  }

  private static String digest(String resource) throws IOException {
    try (var stream = open(resource)) {
      var digest = MessageDigest.getInstance("SHA-256");
      var buffer = new byte[64 * 1024];
      for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
        digest.update(buffer, 0, count);
      }
      return HexFormat.of().formatHex(digest.digest()).substring(0, DIGEST_CHARACTERS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256.", e);
    }
  }

  private static void unpack(String resource, Path home) throws IOException {
    var parent = home.resolveSibling(home.getFileName() + "." + ProcessHandle.current().pid());
    Trees.delete(parent);
    Files.createDirectories(parent);
    try {
      extract(resource, parent);
      flush(parent);
      Files.move(parent, home);
    } catch (IOException e) {
      Trees.delete(parent);
      if (!Files.isDirectory(home)) {
        throw e;
      }
      // Another server unpacked the same meanwhile.
    }
  }

  private static void extract(String resource, Path parent) throws IOException {
    try (var stream = open(resource);
        var tar =
            new TarArchiveInputStream(
                new XZInputStream(new BufferedInputStream(stream, 1 << 16)))) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (isNeeded(entry.getName())) {
          write(tar, entry, parent);
        }
      }
    }
  }

  /// A crash must not leave a folder in place whose files are empty. Many at a time, because the
  /// disk flushes them together.
  private static void flush(Path folder) throws IOException {
    var paths = Trees.below(folder).stream().filter(path -> !Files.isSymbolicLink(path)).toList();
    try (var threads = Executors.newFixedThreadPool(FLUSHES_AT_ONCE)) {
      var flushes = new ArrayList<Future<?>>();
      for (var path : paths) {
        flushes.add(
            threads.submit(
                () -> {
                  try (var file = FileChannel.open(path, StandardOpenOption.READ)) {
                    file.force(true);
                  }
                  return path;
                }));
      }
      for (var flush : flushes) {
        flush.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("The files in " + folder + " cannot be flushed.", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted while " + folder + " was flushed.");
    }
  }

  /// Leaves out what only compiling against PostgreSQL needs.
  private static boolean isNeeded(String name) {
    return !name.endsWith(".a") && !name.contains("/pgxs/") && !name.contains("/pkgconfig/");
  }

  private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path parent)
      throws IOException {
    var target = parent.resolve(entry.getName()).normalize();
    if (!target.startsWith(parent)) {
      throw new IOException("The archive's entry (" + entry.getName() + ") leaves its folder.");
    }
    // Some folders have no entry of their own.
    Files.createDirectories(
        entry.isDirectory() ? target : Objects.requireNonNull(target.getParent()));
    if (entry.isDirectory()) {
      return;
    }
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
    } else {
      Files.copy(tar, target);
      boolean isProgram = (entry.getMode() & 0b001_000_000) != 0;
      Files.setPosixFilePermissions(
          target, PosixFilePermissions.fromString(isProgram ? "rwxr-xr-x" : "rw-r--r--"));
    }
  }
}
