package org.suanli.server.operating;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/// A file that is to be made: nothing that is kept is written over by mistake.
final class NewFile {
  private NewFile() {}

  /// @throws IllegalArgumentException if it exists, or its folder does not
  static void require(Path file) {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IllegalArgumentException("The file (" + file + ") must not exist yet.");
    }
    var folder = file.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          "The file (" + file + ") must be in a folder that exists.");
    }
  }
}
