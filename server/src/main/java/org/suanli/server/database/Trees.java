package org.suanli.server.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;

/// Folders and all that is in them.
final class Trees {
  private Trees() {}

  /// Deletes the folder with all that is in it, if it exists; links are not followed.
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    for (var path : below(folder).reversed()) {
      Files.delete(path);
    }
  }

  /// Makes the folder, or checks it, so that its owner alone may enter.
  static void createPrivate(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
  }

  /// The folder first, then what is in it.
  static List<Path> below(Path folder) throws IOException {
    try (var paths = Files.walk(folder)) {
      return paths.sorted(Comparator.naturalOrder()).toList();
    }
  }
}
