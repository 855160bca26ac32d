package org.suanli.server.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs a program of PostgreSQL to its end. PostgreSQL refuses to run as root, so a server that is
/// root runs it through a command that first puts root off.
///
/// @param prefix goes before every command; empty where the server is not root
record Programs(List<String> prefix) {
  private static final Duration PROBE_MAX = Duration.ofSeconds(10);

  /// In this order. Not "nobody", as whom other things run, which could read the data then.
  private static final List<String> ACCOUNTS = List.of("postgres", "daemon");

  Programs {
    prefix = List.copyOf(prefix);
  }

  /// Finds the way that works on this machine.
  ///
  /// A new user namespace without a mapping is the first choice: the programs keep root's access to
  /// root's files yet are nobody in particular. Where the kernel forbids that, as in many
  /// containers, they run under a system account that is given the folder.
  ///
  /// @param folder what the programs must own
  static Programs detect(Path folder) {
    try {
      if (!isRoot(folder)) {
        return new Programs(List.of());
      }
      var namespace = new Programs(List.of("unshare", "-U", "--"));
      if (namespace.succeeds("true")) {
        return namespace;
      }
      for (var name : ACCOUNTS) {
        var account =
            new Programs(
                List.of("setpriv", "--reuid=" + name, "--regid=" + name, "--clear-groups", "--"));
        if (account.succeeds("true")) {
          give(folder, name);
          return account;
        }
      }
    } catch (IOException e) {
      throw new DatabaseException("The folder " + folder + " cannot be prepared: " + e, e);
    }
    throw new DatabaseException(
        "PostgreSQL does not run as root, and neither unshare nor setpriv works here.\n"
            + "Maybe run the server as another user, or use a PostgreSQL from outside by its URL.");
  }

  private static void give(Path folder, String account) throws IOException {
    var owner =
        folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(account);
    for (var path : Trees.below(folder)) {
      Files.getFileAttributeView(path, FileOwnerAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setOwner(owner);
    }
  }

  private static boolean isRoot(Path folder) throws IOException {
    var mine = Files.createTempFile(folder, "owner", "");
    try {
      return Integer.valueOf(0).equals(Files.getAttribute(mine, "unix:uid"));
    } finally {
      Files.delete(mine);
    }
  }

  /// @param log what the program prints replaces what this file held
  /// @return its exit code
  /// @throws DatabaseException if it takes longer than the time given; it is ended then
  int run(List<String> command, Path log, Duration max) {
    var words = new ArrayList<>(prefix);
    words.addAll(command);
    var builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.to(log.toFile()));
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().put("LC_ALL", "C");
    try {
      var process = builder.start();
      try {
        if (process.waitFor(max.toMillis(), TimeUnit.MILLISECONDS)) {
          return process.exitValue();
        }
        throw new DatabaseException(
            words + " did not end within " + max.toSeconds() + " s. See " + log);
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new DatabaseException(words + " could not be started: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseException("Interrupted while " + words + " ran.", e);
    }
  }

  private boolean succeeds(String program) {
    try {
      var log = Files.createTempFile("suanli", ".log");
      try {
        return run(List.of(program), log, PROBE_MAX) == 0;
      } finally {
        Files.delete(log);
      }
    } catch (IOException e) {
      throw new DatabaseException("No temporary file can be made: " + e.getMessage(), e);
    } catch (DatabaseException _) {
      // The command does not exist here; the next way is tried.
      return false;
    }
  }
}
