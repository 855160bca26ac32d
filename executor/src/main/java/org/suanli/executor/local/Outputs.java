package org.suanli.executor.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.suanli.core.units.JobId;
import org.suanli.executor.ExecutorFailure;

/// What jobs left in `SUANLI_OUTPUT`. Kept until the job is discarded.
///
/// A path is followed name by name from an open directory, without following links, so that nothing
/// outside can be reached, whatever a job makes of its directory meanwhile.
public final class Outputs {
  private static final int ENTRIES_MAX = 10_000;
  private static final int CHUNK_MAX = 1 << 20;
  private static final int DEPTH_MAX = 64;

  private final Workspace workspace;

  Outputs(Workspace workspace) {
    this.workspace = workspace;
  }

  /// Lists a directory.
  ///
  /// @param path relative, names joined by '/'; empty for the directory itself
  /// @return by name; at most 10,000
  /// @throws ExecutorFailure if there is no such directory
  public List<Entry> list(JobId job, String path) {
    var names = names(path);
    return within(
        job,
        names,
        directory -> {
          var entries = new ArrayList<Entry>();
          for (var child : directory) {
            if (entries.size() < ENTRIES_MAX) {
              entries.add(entry(directory, child.getFileName()));
            }
          }
          entries.sort(Comparator.comparing(Entry::name));
          return entries;
        });
  }

  private static Entry entry(SecureDirectoryStream<Path> directory, Path name) throws IOException {
    var attributes = attributes(directory, name);
    var kind =
        attributes.isDirectory()
            ? Kind.DIRECTORY
            : attributes.isRegularFile() ? Kind.FILE : Kind.OTHER;
    return new Entry(
        name.toString(), kind, attributes.size(), attributes.lastModifiedTime().toInstant());
  }

  private static BasicFileAttributes attributes(SecureDirectoryStream<Path> directory, Path name)
      throws IOException {
    return directory
        .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes();
  }

  /// Reads a part of a file.
  ///
  /// @param path relative, names joined by '/'
  /// @param offset in bytes from the start; zero or more
  /// @param max how many bytes at most; more than zero; at most 1 MiB are given
  /// @return empty at or after the end
  /// @throws ExecutorFailure if there is no such file
  public ByteBuffer read(JobId job, String path, long offset, int max) {
    if (offset < 0 || max < 1) {
      throw new IllegalArgumentException(
          "The part (%d bytes from %d) of a file must be at least one byte from zero or more."
              .formatted(max, offset));
    }
    var names = names(path);
    if (names.isEmpty()) {
      throw refused(path, "must name a file");
    }
    return within(
        job,
        names.subList(0, names.size() - 1),
        directory -> read(directory, path, offset, Math.min(max, CHUNK_MAX)));
  }

  private static ByteBuffer read(
      SecureDirectoryStream<Path> directory, String path, long offset, int max) throws IOException {
    Path name = Path.of(path).getFileName();
    // A pipe would wait for its other end.
    if (!attributes(directory, name).isRegularFile()) {
      throw refused(path, "must name a file");
    }
    Set<java.nio.file.OpenOption> options =
        Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    try (var channel = directory.newByteChannel(name, options)) {
      var buffer = ByteBuffer.allocate((int) Math.min(max, Math.max(0, channel.size() - offset)));
      channel.position(offset);
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
      return buffer.flip().asReadOnlyBuffer();
    }
  }

  private static List<String> names(String path) {
    if (path.isEmpty()) {
      return List.of();
    }
    List<String> names = List.of(path.split("/", -1));
    boolean isPlain =
        names.size() <= DEPTH_MAX
            && names.stream()
                .noneMatch(
                    name ->
                        name.isEmpty()
                            || name.equals(".")
                            || name.equals("..")
                            || name.indexOf('\0') >= 0);
    if (!isPlain) {
      throw refused(
          path, "must be at most " + DEPTH_MAX + " names joined by '/', none '.' or '..'");
    }
    return names;
  }

  private static ExecutorFailure refused(String path, String must) {
    return new ExecutorFailure(
        ExecutorFailure.Kind.USER, "The path (" + path + ") of an output " + must + ".");
  }

  private <T> T within(JobId job, List<String> names, Reading<T> reading) {
    try (DirectoryStream<Path> root = Files.newDirectoryStream(workspace.output(job))) {
      if (!(root instanceof SecureDirectoryStream<Path> secure)) {
        throw new IllegalStateException("This file system cannot be walked safely.");
      }
      return descend(secure, names, reading);
    } catch (NoSuchFileException e) {
      throw new ExecutorFailure(
          ExecutorFailure.Kind.USER,
          "The output (" + String.join("/", names) + ") of " + job + " must exist.",
          e);
    } catch (IOException e) {
      throw new ExecutorFailure(
          ExecutorFailure.Kind.USER,
          "The output (%s) of %s must be a directory.%nMaybe it is a link, which is not followed."
              .formatted(String.join("/", names), job),
          e);
    } catch (UncheckedIOException e) {
      throw new ExecutorFailure(
          ExecutorFailure.Kind.EXTERNAL, "The output of " + job + " must be readable.", e);
    }
  }

  private static <T> T descend(
      SecureDirectoryStream<Path> directory, List<String> names, Reading<T> reading)
      throws IOException {
    if (names.isEmpty()) {
      return reading.read(directory);
    }
    try (var next =
        directory.newDirectoryStream(Path.of(names.getFirst()), LinkOption.NOFOLLOW_LINKS)) {
      return descend(next, names.subList(1, names.size()), reading);
    }
  }

  @FunctionalInterface
  private interface Reading<T> {
    T read(SecureDirectoryStream<Path> directory) throws IOException;
  }

  /// What an entry is.
  public enum Kind {
    FILE,
    DIRECTORY,
    /// A link or a device; never followed.
    OTHER
  }

  /// One entry of a directory.
  ///
  /// @param size in bytes
  public record Entry(String name, Kind kind, long size, Instant modified) {}
}
