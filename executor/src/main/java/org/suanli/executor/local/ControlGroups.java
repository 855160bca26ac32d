package org.suanli.executor.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.suanli.core.units.Bytes;
import org.suanli.core.units.Limit;
import org.suanli.core.units.MilliCpus;
import org.suanli.executor.TaskLimits;
import org.suanli.executor.local.Isolation.Controller;
import org.suanli.executor.local.Isolation.Resource;
import org.suanli.executor.local.Isolation.Version;

/// Groups of tasks: one in every tree that holds the task to something.
final class ControlGroups {
  private static final System.Logger LOG = System.getLogger(ControlGroups.class.getName());

  /// The kernel's customary period, in microseconds; a thousandth of a core is a thousandth of it.
  private static final long PERIOD_MICROS = 100_000;

  /// The kernel refuses less.
  private static final long QUOTA_MICROS_MIN = 1_000;

  private final Isolation isolation;

  ControlGroups(Isolation isolation) {
    this.isolation = isolation;
  }

  boolean isPresent() {
    return isolation.hasGroups();
  }

  /// The directories that hold the groups of the tasks, each named by its key.
  List<Path> bases() {
    return isolation.groups().stream().map(Controller::base).toList();
  }

  /// The trees, by their places among the bases, from 0, in which a task has a group that its
  /// process must enter. A group costs a good part of what a short job does: the trees that limit
  /// nothing are left out, but for one, by which the processes of the task are found.
  List<Integer> places(TaskLimits limits) {
    var groups = isolation.groups();
    var places = new ArrayList<Integer>();
    for (int place = 0; place < groups.size(); place++) {
      if (groups.get(place).resources().stream().anyMatch(it -> isLimited(it, limits))) {
        places.add(place);
      }
    }
    if (places.isEmpty() && !groups.isEmpty()) {
      places.add(groups.size() - 1);
    }
    return places;
  }

  private static boolean isLimited(Resource resource, TaskLimits limits) {
    var limit =
        switch (resource) {
          case CPU -> limits.cpus();
          case MEMORY -> limits.memory();
          case PROCESSES -> limits.processes();
        };
    return limit instanceof Limit.AtMost;
  }

  /// Makes the task's groups with its limits; those that exist are set again.
  void create(TaskKey key, TaskLimits limits) throws IOException {
    for (int place : places(limits)) {
      var controller = isolation.groups().get(place);
      Path directory = controller.base().resolve(key.toString());
      Files.createDirectories(directory);
      for (var resource : controller.resources()) {
        limit(directory, resource, limits);
      }
    }
  }

  private void limit(Path directory, Resource resource, TaskLimits limits) throws IOException {
    boolean isV2 = isolation.version() == Version.V2;
    switch (resource) {
      case CPU -> {
        if (limits.cpus() instanceof Limit.AtMost<MilliCpus>(var cpus)) {
          long quota =
              Math.max(QUOTA_MICROS_MIN, Math.multiplyExact(cpus.milli(), PERIOD_MICROS / 1_000));
          write(
              directory.resolve(isV2 ? "cpu.max" : "cpu.cfs_quota_us"),
              isV2 ? quota + " " + PERIOD_MICROS : Long.toString(quota));
        }
      }
      case MEMORY -> {
        if (limits.memory() instanceof Limit.AtMost<Bytes>(var memory)) {
          limitMemory(directory, Long.toString(memory.bytes()), isV2);
        }
      }
      case PROCESSES -> {
        if (limits.processes() instanceof Limit.AtMost<Integer>(var processes)) {
          write(directory.resolve("pids.max"), Integer.toString(processes));
        }
      }
    }
  }

  private static void limitMemory(Path directory, String bytes, boolean isV2) throws IOException {
    write(directory.resolve(isV2 ? "memory.max" : "memory.limit_in_bytes"), bytes);
    Path swap = directory.resolve(isV2 ? "memory.swap.max" : "memory.memsw.limit_in_bytes");
    if (Files.exists(swap)) {
      write(swap, isV2 ? "0" : bytes);
    }
    Path whole = directory.resolve("memory.oom.group");
    if (Files.exists(whole)) {
      write(whole, "1");
    }
  }

  /// The processes of a task, even if they changed their session.
  SortedSet<Long> processes(TaskKey key) {
    var pids = new TreeSet<Long>();
    for (var controller : isolation.groups()) {
      try {
        Files.readString(controller.base().resolve(key + "/cgroup.procs"))
            .lines()
            .map(Long::parseLong)
            .forEach(pids::add);
      } catch (NoSuchFileException _) {
        LOG.log(Level.TRACE, "event=group_gone task={0}", key);
      } catch (IOException e) {
        LOG.log(Level.WARNING, "event=group_unreadable task=" + key, e);
      }
    }
    return pids;
  }

  /// Stops a task from making more processes, and on version 2 kills those that it has.
  void freezeAndKill(TaskKey key) {
    for (var controller : isolation.groups()) {
      Path directory = controller.base().resolve(key.toString());
      writeIfPresent(directory.resolve("cgroup.kill"), "1");
      if (controller.resources().contains(Resource.PROCESSES)) {
        writeIfPresent(directory.resolve("pids.max"), "0");
      }
    }
  }

  /// Says in the log of a task if the kernel killed a process of it for its memory, which its exit
  /// code alone does not show.
  void noteMemoryKills(TaskKey key, Path log) {
    boolean isV2 = isolation.version() == Version.V2;
    for (var controller : isolation.groups()) {
      Path directory = controller.base().resolve(key.toString());
      Path counts = directory.resolve(isV2 ? "memory.events" : "memory.oom_control");
      if (controller.resources().contains(Resource.MEMORY) && countsKill(counts)) {
        note(log, "\n[suanli] A process was killed: the task reached its memory limit.\n");
      }
    }
  }

  private static boolean countsKill(Path counts) {
    try {
      return Files.readString(counts)
          .lines()
          .anyMatch(line -> line.startsWith("oom_kill ") && !line.equals("oom_kill 0"));
    } catch (IOException _) {
      return false;
    }
  }

  private static void note(Path log, String text) {
    try {
      Files.writeString(log, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "event=log_unwritable log=" + log, e);
    }
  }

  private static void writeIfPresent(Path file, String text) {
    try {
      if (Files.exists(file)) {
        write(file, text);
      }
    } catch (NoSuchFileException _) {
      return;
    } catch (IOException e) {
      LOG.log(Level.WARNING, "event=group_unwritable file=" + file, e);
    }
  }

  /// Removes the groups of a task that has ended.
  ///
  /// @return false if one is still in use
  boolean remove(TaskKey key) {
    boolean isRemoved = true;
    for (var controller : isolation.groups()) {
      isRemoved &= removeDirectory(controller.base().resolve(key.toString()));
    }
    return isRemoved;
  }

  /// The tasks that have groups, in order.
  SortedSet<TaskKey> keys() {
    var keys = new TreeSet<TaskKey>();
    for (var controller : isolation.groups()) {
      keys.addAll(Spool.keys(controller.base()));
    }
    return keys;
  }

  /// Removes the groups that hold the tasks, if none runs.
  void removeBases() {
    bases().forEach(ControlGroups::removeDirectory);
  }

  private static boolean removeDirectory(Path directory) {
    try {
      Files.deleteIfExists(directory);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /// Writes to a file of the kernel, which must exist.
  static void write(Path file, String text) throws IOException {
    try {
      Files.write(file, text.getBytes(StandardCharsets.US_ASCII), StandardOpenOption.WRITE);
    } catch (UncheckedIOException e) {
      throw new IOException("The control group file " + file + " refused " + text + ".", e);
    }
  }
}
