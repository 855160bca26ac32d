package org.suanli.executor.local;

import java.nio.file.Path;
import java.util.List;

/// How this machine's control groups can hold tasks to their limits.
///
/// @param version what was found
/// @param groups where groups may be made, without repetition
/// @param sentence the same for people
record Isolation(Version version, List<Controller> groups, String sentence) {

  /// The layouts of control groups.
  enum Version {
    NONE,
    V1,
    /// Version 1 controllers beside a version 2 tree without them.
    HYBRID,
    V2
  }

  /// What a group can limit.
  enum Resource {
    CPU,
    MEMORY,
    PROCESSES
  }

  /// A directory below which groups may be made.
  ///
  /// @param resources what groups there limit
  record Controller(Path base, List<Resource> resources) {
    Controller {
      resources = List.copyOf(resources);
    }
  }

  Isolation {
    groups = List.copyOf(groups);
  }

  static Isolation none(String why) {
    return new Isolation(
        Version.NONE,
        List.of(),
        "Nothing holds tasks to their CPU, memory and processes: " + why + ".");
  }

  boolean limits(Resource resource) {
    return groups.stream().anyMatch(group -> group.resources().contains(resource));
  }

  boolean hasGroups() {
    return !groups.isEmpty();
  }
}
