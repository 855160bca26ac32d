package org.suanli.core.spec;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The fields of a job file, each with its standard name and the names that other tools use for it.
/// Their forms, defaults and bounds stand in docs/reference/job-file.md.
enum Field {
  VERSION("version"),
  NAME("name", "job_name"),
  PROJECT("project", "account", "workspace"),
  IMAGE("image", "image_id", "docker"),
  COMMAND("command", "commands", "run", "entrypoint"),
  SETUP("setup"),
  CODE("code", "workdir", "working_dir"),
  NODES("nodes", "num_nodes", "replicas", "instances"),
  ACCELERATORS("accelerators", "gpu", "gpus", "npu", "npus", "gres"),
  MODELS("models", "any_of"),
  CPUS("cpus", "cpu"),
  MEMORY("memory", "mem"),
  RESOURCES("resources"),
  ROLES("roles"),
  ENV("env", "envs"),
  SECRETS("secrets"),
  PRIORITY_CLASS("priority_class"),
  PREEMPTIBLE("preemptible", "use_spot"),
  PRIORITY("priority"),
  TIME_LIMIT("time_limit", "max_duration", "time"),
  RETRIES("retries", "max_restarts"),
  CHECKPOINT("checkpoint"),
  OUTPUTS("outputs"),
  LABELS("labels", "tags"),
  DEPENDS_ON("depends_on", "dependencies"),
  CLUSTER("cluster", "queue", "partition", "resource_pool"),
  PATH("path"),
  INTERVAL("interval"),
  GRACE("grace");

  static final Set<Field> OF_CHECKPOINT = EnumSet.of(PATH, INTERVAL, GRACE);
  static final Set<Field> OF_JOB = EnumSet.complementOf(EnumSet.of(PATH, INTERVAL, GRACE));
  static final Set<Field> OF_TASK = EnumSet.of(NODES, ACCELERATORS, CPUS, MEMORY);
  static final Set<Field> OF_ROLE =
      EnumSet.of(NAME, COMMAND, NODES, ACCELERATORS, CPUS, MEMORY, RESOURCES);
  static final Set<Field> OF_RESOURCES =
      EnumSet.of(ACCELERATORS, MODELS, CPUS, MEMORY, NODES, PREEMPTIBLE, CLUSTER, IMAGE);

  private static final String COPY = "fetch the data in 'setup' until data sets can be mounted";

  /// Fields that other tools have and this one does not, each with what to do instead.
  static final SortedMap<String, String> UNSUPPORTED = unsupported();

  private final List<String> names;

  Field(String... names) {
    this.names = List.of(names);
  }

  private static SortedMap<String, String> unsupported() {
    var instead = new TreeMap<String, String>();
    instead.put("dataset", COPY);
    instead.put("datasets", COPY);
    instead.put("volumes", COPY);
    instead.put("file_mounts", COPY);
    instead.put("mounts", COPY);
    instead.put("ports", "use the ports that 'command' opens from within the cluster");
    instead.put("region", "name the 'cluster'");
    instead.put("zone", "name the 'cluster'");
    instead.put("shm_size", "leave it out: tasks share the memory of their node");
    instead.put("ordered", "list the acceptable models in 'models', in any order");
    instead.put("array", "submit one job for each element");
    instead.put("constraint", "name the 'models' or the 'cluster'");
    instead.put("exclusive", "ask for all accelerators of a node");
    instead.put("reservation", "use 'priority_class: guaranteed'");
    return Collections.unmodifiableSortedMap(instead);
  }

  /// The standard name.
  String standard() {
    return names.getFirst();
  }

  /// The standard name, then its aliases.
  List<String> names() {
    return names;
  }

  /// A name as it is compared: without capitals, with `_` for `-`.
  static String normal(String name) {
    return name.toLowerCase(Locale.ROOT).replace('-', '_');
  }

  static Optional<Field> find(String name, Set<Field> among) {
    var normal = normal(name);
    return among.stream().filter(field -> field.names.contains(normal)).findFirst();
  }

  /// The name that was probably meant.
  static Optional<String> nearest(String name, Set<Field> among) {
    return Spelling.nearest(normal(name), names(among).toList());
  }

  private static Stream<String> names(Set<Field> among) {
    return among.stream().flatMap(field -> field.names.stream());
  }
}
