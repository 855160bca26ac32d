package org.suanli.executor.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// The processes of this machine, as `/proc` shows them.
final class ProcessTable {
  private static final Path PROC = Path.of("/proc");
  private static final int STATE = 0;
  private static final int SESSION = 3;
  private static final int BORN = 19;

  private final String boot;

  ProcessTable() {
    boot = read(PROC.resolve("sys/kernel/random/boot_id")).orElseThrow().strip();
  }

  /// What tells this run of the machine from every other.
  String boot() {
    return boot;
  }

  /// Time since the boot, in steps of 10 ms; never goes back.
  Duration uptime() {
    String text = read(PROC.resolve("uptime")).orElseThrow();
    return RunnerRecord.uptime(text.substring(0, text.indexOf(' ')));
  }

  /// Whether that very process still executes; a zombie does not.
  boolean isAlive(RunnerRecord.Identity identity) {
    return stat(identity.pid())
        .filter(stat -> stat.born() == identity.born() && !stat.isZombie())
        .isPresent();
  }

  /// The processes of the session that this process leads or led.
  List<Long> inSessionOf(RunnerRecord.Identity leader) {
    return inSessionsOf(List.of(leader));
  }

  /// The processes of the sessions that these processes lead or led. A number in use by a session
  /// is not given to a process, so if a younger process has it, the session is gone.
  List<Long> inSessionsOf(List<RunnerRecord.Identity> leaders) {
    var sessions = new TreeSet<Long>();
    for (var leader : leaders) {
      if (stat(leader.pid()).filter(stat -> stat.born() != leader.born()).isEmpty()) {
        sessions.add(leader.pid());
      }
    }
    var pids = new ArrayList<Long>();
    if (sessions.isEmpty()) {
      return pids;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (var entry : entries) {
        long pid = Long.parseLong(entry.getFileName().toString());
        stat(pid)
            .filter(stat -> sessions.contains(stat.session()) && !stat.isZombie())
            .ifPresent(_ -> pids.add(pid));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return pids;
  }

  /// Sends SIGTERM.
  static void terminate(long pid) {
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
  }

  /// Sends SIGKILL.
  static void kill(long pid) {
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
  }

  /// Sends SIGKILL to what a process started, directly or not.
  static void killBelow(long pid) {
    ProcessHandle.of(pid)
        .ifPresent(handle -> handle.descendants().forEach(ProcessHandle::destroyForcibly));
  }

  private static Optional<Stat> stat(long pid) {
    return read(PROC.resolve(Long.toString(pid)).resolve("stat")).flatMap(ProcessTable::parse);
  }

  /// The name may hold anything, so fields are counted from its closing bracket.
  private static Optional<Stat> parse(String line) {
    int name = line.lastIndexOf(')');
    if (name < 0) {
      return Optional.empty();
    }
    String[] words = line.substring(name + 2).split(" ", BORN + 2);
    if (words.length <= BORN) {
      return Optional.empty();
    }
    boolean isZombie = words[STATE].equals("Z") || words[STATE].equals("X");
    return Optional.of(
        new Stat(Long.parseLong(words[SESSION]), Long.parseLong(words[BORN]), isZombie));
  }

  /// @return empty if the process is gone
  private static Optional<String> read(Path file) {
    try {
      return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private record Stat(long session, long born, boolean isZombie) {}
}
