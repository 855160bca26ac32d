package org.suanli.cli.code;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.suanli.api.Http;
import org.suanli.cli.terminal.Failure;

/// A folder of code as one file, named by its digest: the same files give the same bytes.
///
/// Files are in the order of their paths. What `.suanliignore` names is left out, or what
/// `.gitignore` names if there is none. A symbolic link to a file of the folder becomes a copy of
/// it; other links are refused.
public final class CodeArchive implements AutoCloseable {
  /// More is data, not code.
  private static final int FILES_MAX = 100_000;

  private static final List<String> IGNORE_FILES = List.of(".suanliignore", ".gitignore");

  /// @param path relative, with slashes
  private record Entry(String path, Path file) {}

  private final Path file;
  private final String sha256;
  private final long bytes;
  private final int files;

  private CodeArchive(Path file, String sha256, long bytes, int files) {
    this.file = file;
    this.sha256 = sha256;
    this.bytes = bytes;
    this.files = files;
  }

  /// Packs a folder into a file of its own, which closing removes.
  ///
  /// @throws Failure if there is no such folder, or it is too large, or has a link that leads out
  public static CodeArchive of(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw Failure.usage(
          "The code (" + folder + ") must be a folder.\nMaybe it is relative to another folder.");
    }
    try {
      var entries = entries(folder.toRealPath());
      if (entries.isEmpty()) {
        throw Failure.usage("The code (" + folder + ") must have a file that is not ignored.");
      }
      var file = Files.createTempFile("suanli-code-", ".tar.gz");
      boolean isDone = false;
      try {
        var archive = write(entries, file, folder);
        isDone = true;
        return archive;
      } finally {
        if (!isDone) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw Failure.usage("The code (" + folder + ") cannot be read: " + e.getMessage() + ".");
    }
  }

  public Path file() {
    return file;
  }

  /// In lower-case hexadecimal.
  public String sha256() {
    return sha256;
  }

  public long bytes() {
    return bytes;
  }

  /// How many files it holds.
  public int files() {
    return files;
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CodeArchive write(List<Entry> entries, Path file, Path folder) throws IOException {
    var digest = sha256Digest();
    try (var bounded = new BoundedStream(Files.newOutputStream(file), folder);
        var digested = new DigestOutputStream(bounded, digest);
        var zipped = new GZIPOutputStream(digested, 1 << 16)) {
      var tar = new TarWriter(zipped);
      for (var entry : entries) {
        tar.add(entry.path(), entry.file(), Files.isExecutable(entry.file()));
      }
      tar.finish();
    }
    var hex = HexFormat.of().formatHex(digest.digest());
    return new CodeArchive(file, hex, Files.size(file), entries.size());
  }

  private static MessageDigest sha256Digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }

  private static List<Entry> entries(Path root) throws IOException {
    var rules = new IgnoreRules(ignoreLines(root));
    var entries = new ArrayList<Entry>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            boolean isIgnored =
                !folder.equals(root) && rules.isIgnored(relative(root, folder), true);
            return isIgnored ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            var path = relative(root, file);
            if (!rules.isIgnored(path, false)) {
              entries.add(new Entry(path, attributes.isSymbolicLink() ? linked(root, file) : file));
            }
            if (entries.size() > FILES_MAX) {
              throw Failure.usage(
                  "The files of the code (more than %,d) must be at most %,d.\nMaybe name folders of data in .suanliignore."
                      .formatted(FILES_MAX, FILES_MAX));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    entries.sort(Comparator.comparing(Entry::path));
    return entries;
  }

  private static List<String> ignoreLines(Path root) throws IOException {
    for (var name : IGNORE_FILES) {
      if (Files.isRegularFile(root.resolve(name))) {
        return Files.readAllLines(root.resolve(name));
      }
    }
    return List.of();
  }

  private static Path linked(Path root, Path link) throws IOException {
    if (Files.isRegularFile(link) && link.toRealPath().startsWith(root)) {
      return link.toRealPath();
    }
    throw Failure.usage(
        "The symbolic link ("
            + relative(root, link)
            + ") must lead to a file of the code.\nMaybe name it in .suanliignore.");
  }

  private static String relative(Path root, Path path) {
    return root.relativize(path).toString().replace('\\', '/');
  }

  /// Ends the packing of a folder that holds more than code, before the disk is full of it.
  private static final class BoundedStream extends OutputStream {
    private final OutputStream out;
    private final Path folder;
    private long left = Http.CODE_BYTES_MAX;

    BoundedStream(OutputStream out, Path folder) {
      this.out = out;
      this.folder = folder;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      left -= length;
      if (left < 0) {
        throw Failure.usage(
            "The code (%s) must be at most %,d bytes when packed.\nMaybe name folders of data in .suanliignore."
                .formatted(folder, Http.CODE_BYTES_MAX));
      }
      out.write(bytes, from, length);
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
