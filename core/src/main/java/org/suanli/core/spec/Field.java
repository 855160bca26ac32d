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

  /// Fields that other tools have and this one does not, each with what to do instead.
  static final SortedMap<String, Fault.Phrase> UNSUPPORTED = unsupported();

  private final List<String> names;

  Field(String... names) {
    this.names = List.of(names);
  }

  private static SortedMap<String, Fault.Phrase> unsupported() {
    var instead = new TreeMap<String, Fault.Phrase>();
    instead.put("dataset", Fault.Phrase.COPY_DATA);
    instead.put("datasets", Fault.Phrase.COPY_DATA);
    instead.put("volumes", Fault.Phrase.COPY_DATA);
    instead.put("file_mounts", Fault.Phrase.COPY_DATA);
    instead.put("mounts", Fault.Phrase.COPY_DATA);
    instead.put("ports", Fault.Phrase.INNER_PORTS);
    instead.put("region", Fault.Phrase.NAME_THE_CLUSTER);
    instead.put("zone", Fault.Phrase.NAME_THE_CLUSTER);
    instead.put("shm_size", Fault.Phrase.SHARED_MEMORY);
    instead.put("ordered", Fault.Phrase.ANY_ORDER);
    instead.put("array", Fault.Phrase.ONE_JOB_EACH);
    instead.put("constraint", Fault.Phrase.NAME_MODELS_OR_CLUSTER);
    instead.put("exclusive", Fault.Phrase.WHOLE_NODE);
    instead.put("reservation", Fault.Phrase.GUARANTEED);
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
