package org.suanli.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Code archives under the SHA-256 of their bytes. What is there is whole, and never changes.
public final class CodeStore {
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path folder;

  /// What came of an upload.
  public enum Outcome {
    STORED,
    /// Its bytes are not those of the digest; nothing is kept.
    OTHER_BYTES,
    TOO_LARGE
  }

  private CodeStore(Path folder) {
    this.folder = folder;
  }

  /// @param folder is made if it does not exist
  public static CodeStore open(Path folder) {
    try {
      return new CodeStore(Files.createDirectories(folder));
    } catch (IOException e) {
      throw new UncheckedIOException("The folder " + folder + " cannot be made.", e);
    }
  }

  public static boolean isDigest(String text) {
    return DIGEST.matcher(text).matches();
  }

  /// The archive's file; empty if it was not uploaded.
  public Optional<Path> find(String sha256) {
    var file = folder.resolve(sha256);
    return isDigest(sha256) && Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
  }

  /// Stores an archive; a second time changes nothing.
  public Outcome put(String sha256, InputStream bytes, long bytesMax) throws IOException {
    var upload = Files.createTempFile(folder, "upload-", ".part");
    try {
      var digest = write(bytes, upload, bytesMax);
      if (digest.isEmpty()) {
        return Outcome.TOO_LARGE;
      }
      if (!digest.get().equals(sha256)) {
        return Outcome.OTHER_BYTES;
      }
      Files.move(upload, folder.resolve(sha256), StandardCopyOption.ATOMIC_MOVE);
      return Outcome.STORED;
    } finally {
      Files.deleteIfExists(upload);
    }
  }

  /// Deletes what was last stored before an instant, and what uploads left that were cut off then.
  ///
  /// @param needed digests that stay whatever their age
  /// @return how many archives
  public int forget(Set<String> needed, Instant before) throws IOException {
    int deleted = 0;
    try (var files = Files.newDirectoryStream(folder)) {
      for (var file : files) {
        var name = String.valueOf(file.getFileName());
        if (!needed.contains(name)
            && Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
          Files.delete(file);
          deleted += isDigest(name) ? 1 : 0;
        }
      }
    }
    return deleted;
  }

  /// @return the digest of what was written; empty if it was too much
  private static Optional<String> write(InputStream bytes, Path file, long bytesMax)
      throws IOException {
    var digest = sha256();
    long total = 0;
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      var buffer = new byte[BUFFER_BYTES];
      for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
        total += read;
        if (total > bytesMax) {
          return Optional.empty();
        }
        digest.update(buffer, 0, read);
        var rest = ByteBuffer.wrap(buffer, 0, read);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
      }
      channel.force(true);
    }
    return Optional.of(HexFormat.of().formatHex(digest.digest()));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256.", e);
    }
  }
}
