package org.suanli.cli.code;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import org.suanli.cli.terminal.Exit;
import org.suanli.cli.terminal.Failure;

/// A folder that outputs are written into, and never beside: a path that would lead out, or through
/// a symbolic link, is refused.
public final class OutputFolder {
  private final Path folder;

  /// @param folder made once something is written
  public OutputFolder(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  /// @throws Failure if the path could lead out of the folder
  public void check(String path) {
    resolve(path);
  }

  /// Writes a file, whole or not at all.
  ///
  /// @param path relative, with slashes
  /// @param bytes how many there must be
  /// @throws IOException if the body cannot be read to its end
  /// @throws Failure if the path leads out of the folder, or the file cannot be written
  public void write(String path, InputStream body, long bytes) throws IOException {
    var target = resolve(path);
    refuseLinks(path, target);
    var parent = Objects.requireNonNull(target.getParent());
    Files.createDirectories(parent);
    var part = Files.createTempFile(parent, ".suanli-", ".part");
    try {
      long written;
      try (var out = Files.newOutputStream(part)) {
        written = body.transferTo(out);
      }
      if (written != bytes) {
        throw new Failure(
            Exit.REFUSED,
            "The output ("
                + path
                + ") must have "
                + bytes
                + " bytes, and "
                + written
                + " came.\nMaybe it was changed meanwhile; try again.");
      }
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private Path resolve(String path) {
    boolean isPlain =
        !path.isEmpty()
            && path.indexOf('\\') < 0
            && path.chars().noneMatch(Character::isISOControl)
            && path.indexOf(':') != 1;
    for (var step : path.split("/", -1)) {
      isPlain &= !step.isEmpty() && !step.equals(".") && !step.equals("..");
    }
    if (!isPlain || !folder.resolve(path).normalize().startsWith(folder)) {
      throw refused(path, "stay below the folder");
    }
    return folder.resolve(path);
  }

  private void refuseLinks(String path, Path target) {
    var at = folder;
    for (var step : folder.relativize(target)) {
      at = at.resolve(step);
      if (Files.isSymbolicLink(at)) {
        throw refused(path, "not lead through a symbolic link (" + folder.relativize(at) + ")");
      }
    }
    if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
      throw refused(path, "not stand where a folder is");
    }
  }

  private static Failure refused(String path, String must) {
    return new Failure(
        Exit.REFUSED, "The output (" + path + ") must " + must + "; nothing was written there.");
  }
}
