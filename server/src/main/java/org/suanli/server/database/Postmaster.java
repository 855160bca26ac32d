package org.suanli.server.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A PostgreSQL that runs on a data folder, as its postmaster.pid tells and the kernel confirms.
///
/// @param socket where it listens
/// @param program what it runs; empty if that cannot be seen
record Postmaster(long pid, Path socket, Optional<Path> program) {
  /// The file's lines: process, data folder, start, port, socket folder, addresses, memory, status.
  private static final int PORT_LINE = 3;

  private static final int SOCKET_LINE = 4;

  /// @return empty if none runs; a file that a dead one left is taken as none
  static Optional<Postmaster> find(Path cluster) {
    try {
      var lines = Files.readAllLines(cluster.resolve("postmaster.pid"));
      if (lines.size() <= SOCKET_LINE) {
        return Optional.empty();
      }
      long pid = Long.parseLong(lines.getFirst().strip());
      // A process id may have passed to a stranger: a postmaster stands in its data folder.
      if (!link(pid, "cwd").equals(Optional.of(cluster.toRealPath()))) {
        return Optional.empty();
      }
      var name = ".s.PGSQL." + lines.get(PORT_LINE).strip();
      return Optional.of(
          new Postmaster(
              pid, Path.of(lines.get(SOCKET_LINE).strip()).resolve(name), link(pid, "exe")));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException | NumberFormatException e) {
      throw new DatabaseException("The file postmaster.pid in " + cluster + " cannot be read.", e);
    }
  }

  /// The processes of PostgreSQL that stand in the folder, whether or not their postmaster lives.
  static List<ProcessHandle> backends(Path cluster) {
    try {
      var folder = Optional.of(cluster.toRealPath());
      return ProcessHandle.allProcesses()
          .filter(process -> link(process.pid(), "cwd").equals(folder))
          .filter(process -> link(process.pid(), "exe").filter(Postmaster::isPostgres).isPresent())
          .toList();
    } catch (IOException e) {
      throw new DatabaseException("The folder " + cluster + " cannot be read.", e);
    }
  }

  private static boolean isPostgres(Path program) {
    return program.endsWith("postgres");
  }

  /// Removes a lock file of PostgreSQL, of its folder or its socket, if it names a process that is
  /// dead and that its parent has not looked after, which may never happen: PostgreSQL takes it for
  /// alive. No backend may be left.
  static void forgetUnburied(Path file) {
    try {
      var pid = Files.readString(file).lines().findFirst().orElse("").strip();
      var status = Files.readAllLines(Path.of("/proc", pid, "status"));
      if (status.stream().anyMatch(line -> line.startsWith("State:\tZ"))) {
        Files.deleteIfExists(file);
      }
    } catch (IOException _) {
      // There is no file, or no such process: PostgreSQL starts then.
    }
  }

  private static Optional<Path> link(long pid, String name) {
    try {
      return Optional.of(
          Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), name)).toRealPath());
    } catch (IOException _) {
      // It ended, or is another user's.
      return Optional.empty();
    }
  }
}
