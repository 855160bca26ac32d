package org.suanli.executor.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.suanli.executor.local.Isolation.Controller;
import org.suanli.executor.local.Isolation.Resource;
import org.suanli.executor.local.Isolation.Version;

/// Finds out which control groups this process may make, by making them.
///
/// Groups are made below the group of the server itself, so that a container's or a service's own
/// limits hold for the tasks together.
final class IsolationProbe {
  private static final Map<String, Resource> CONTROLLERS = controllers();

  /// @param name of the group that holds all tasks of one executor
  static Isolation probe(String name) {
    try {
      var mounts = mounts();
      var first = mounts.stream().filter(mount -> !mount.isUnified()).toList();
      var controllers = probeFirst(first, name);
      boolean hasUnified = mounts.stream().anyMatch(Mount::isUnified);
      if (!controllers.isEmpty()) {
        var version = hasUnified ? Version.HYBRID : Version.V1;
        return new Isolation(version, controllers, sentence(version, controllers));
      }
      for (var mount : mounts) {
        var second = mount.isUnified() ? probeSecond(mount, name) : Optional.<Controller>empty();
        if (second.isPresent()) {
          var groups = List.of(second.get());
          return new Isolation(Version.V2, groups, sentence(Version.V2, groups));
        }
      }
      return Isolation.none(
          mounts.isEmpty() ? "there are no control groups" : "control groups may not be made here");
    } catch (IOException e) {
      return Isolation.none("control groups cannot be read (" + e.getMessage() + ")");
    }
  }

  private IsolationProbe() {}

  private static Map<String, Resource> controllers() {
    var controllers = new LinkedHashMap<String, Resource>();
    controllers.put("cpu", Resource.CPU);
    controllers.put("memory", Resource.MEMORY);
    controllers.put("pids", Resource.PROCESSES);
    return controllers;
  }

  private static String sentence(Version version, List<Controller> groups) {
    var held = new ArrayList<String>();
    var free = new ArrayList<String>();
    for (var controller : CONTROLLERS.entrySet()) {
      boolean isHeld =
          groups.stream().anyMatch(group -> group.resources().contains(controller.getValue()));
      (isHeld ? held : free).add(controller.getKey());
    }
    return "Control groups (%s) hold tasks to their %s%s."
        .formatted(
            switch (version) {
              case V1 -> "version 1";
              case HYBRID -> "version 1 controllers of a hybrid layout";
              case V2 -> "version 2";
              case NONE -> "none";
            },
            String.join(", ", held),
            free.isEmpty() ? "" : "; nothing holds them to their " + String.join(", ", free));
  }

  /// Version 1: each controller has its own tree.
  private static List<Controller> probeFirst(List<Mount> mounts, String name) {
    var found = new ArrayList<Controller>();
    for (var mount : mounts) {
      var resources =
          CONTROLLERS.entrySet().stream()
              .filter(controller -> mount.controllers().contains(controller.getKey()))
              .map(Map.Entry::getValue)
              .toList();
      Path base = mount.own().resolve(name);
      if (!resources.isEmpty() && isMade(base)) {
        found.add(new Controller(base, resources));
      }
    }
    return found;
  }

  /// Version 2: one tree; controllers must be passed down, which a group with processes refuses
  /// unless it is the root.
  private static Optional<Controller> probeSecond(Mount mount, String name) {
    Path base = mount.own().resolve(name);
    if (!isMade(base)) {
      return Optional.empty();
    }
    for (var controller : CONTROLLERS.keySet()) {
      passDown(mount.own(), controller);
      passDown(base, controller);
    }
    try {
      var passed =
          List.of(Files.readString(base.resolve("cgroup.subtree_control")).strip().split(" ", -1));
      var resources =
          CONTROLLERS.entrySet().stream()
              .filter(controller -> passed.contains(controller.getKey()))
              .map(Map.Entry::getValue)
              .toList();
      if (!resources.isEmpty()) {
        return Optional.of(new Controller(base, resources));
      }
      Files.delete(base);
      return Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /// A refusal shows in what the group then lists as passed down.
  private static void passDown(Path group, String controller) {
    try {
      ControlGroups.write(group.resolve("cgroup.subtree_control"), "+" + controller);
    } catch (IOException _) {
      return;
    }
  }

  private static boolean isMade(Path base) {
    try {
      Files.createDirectories(base);
      return Files.isWritable(base.resolve("cgroup.procs"));
    } catch (IOException _) {
      return false;
    }
  }

  /// The trees of control groups, with this process's own group in each.
  private static List<Mount> mounts() throws IOException {
    var own = new LinkedHashMap<String, String>();
    for (var line : Files.readAllLines(Path.of("/proc/self/cgroup"))) {
      String[] words = line.split(":", 3);
      for (var controller : words[1].split(",", -1)) {
        own.put(controller, words[2]);
      }
    }
    var mounts = new ArrayList<Mount>();
    for (var line : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
      mount(line, own).ifPresent(mounts::add);
    }
    return mounts;
  }

  /// Fields: id, parent, device, root, mount point, options, …, '-', type, source, options of the
  /// tree.
  private static Optional<Mount> mount(String line, Map<String, String> own) {
    String[] halves = line.split(" - ", 2);
    if (halves.length < 2) {
      return Optional.empty();
    }
    String[] left = halves[0].split(" ", -1);
    String[] right = halves[1].split(" ", -1);
    boolean isUnified = right[0].equals("cgroup2");
    if (!isUnified && !right[0].equals("cgroup")) {
      return Optional.empty();
    }
    var controllers =
        isUnified ? List.<String>of() : List.of(right[right.length - 1].split(",", -1));
    String key =
        isUnified ? "" : controllers.stream().filter(own::containsKey).findFirst().orElse("");
    String path = own.getOrDefault(key, "/");
    String below = path.startsWith(left[3]) ? path.substring(left[3].length()) : "";
    Path directory = Path.of(left[4]).resolve(below.startsWith("/") ? below.substring(1) : below);
    return Optional.of(new Mount(controllers, directory, isUnified));
  }

  private record Mount(List<String> controllers, Path own, boolean isUnified) {}
}
