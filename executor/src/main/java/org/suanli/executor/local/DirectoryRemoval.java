package org.suanli.executor.local;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;

/// Removes trees that others wrote. Every step is relative to an open directory and follows no
/// link, so that nothing outside the tree can be reached, even if the tree changes meanwhile.
public final class DirectoryRemoval {
  private static final System.Logger LOG = System.getLogger(DirectoryRemoval.class.getName());

  /// Deeper trees are left for an operator: each level holds a directory open.
  private static final int DEPTH_MAX = 200;

  private DirectoryRemoval() {}

  /// Removes the directory and all below it; what cannot be removed stays and is logged.
  public static void remove(Path directory) {
    Path parent = directory.getParent();
    Path name = directory.getFileName();
    if (parent == null || name == null) {
      throw new IllegalArgumentException("The directory (" + directory + ") must have a parent.");
    }
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(parent)) {
      removeBelow(secure(stream), name, 0);
    } catch (NoSuchFileException _) {
      LOG.log(Level.DEBUG, "event=directory_gone directory={0}", directory);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "event=directory_kept directory=" + directory, e);
    }
  }

  private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream) {
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    throw new IllegalStateException("This file system cannot be walked safely.");
  }

  private static void removeBelow(SecureDirectoryStream<Path> parent, Path name, int depth)
      throws IOException {
    if (depth > DEPTH_MAX) {
      throw new IOException("The tree is deeper than " + DEPTH_MAX + " levels.");
    }
    try (var directory = parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
      for (var entry : directory) {
        Path child = entry.getFileName();
        removeEntry(directory, child, depth);
      }
    }
    parent.deleteDirectory(name);
  }

  private static void removeEntry(SecureDirectoryStream<Path> directory, Path child, int depth)
      throws IOException {
    try {
      var attributes =
          directory
              .getFileAttributeView(child, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
              .readAttributes();
      if (attributes.isDirectory()) {
        removeBelow(directory, child, depth + 1);
      } else {
        directory.deleteFile(child);
      }
    } catch (NoSuchFileException _) {
      LOG.log(Level.TRACE, "event=file_gone file={0}", child);
    }
  }
}
