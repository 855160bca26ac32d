package org.suanli.cli.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.suanli.cli.terminal.Exit;
import org.suanli.cli.terminal.Failure;
import picocli.CommandLine.Option;

/// A job file, field by field.
final class JobOptions {
  /// The field of a folder that is packed and uploaded.
  static final String CODE = "code";

  @Option(
      names = {"-J", "--name"},
      paramLabel = "NAME",
      description = "What to call it.")
  @Nullable String name;

  @Option(
      names = "--accelerators",
      paramLabel = "N",
      description = "Of each task: 8, 0.5 or 910B2:8.")
  @Nullable String accelerators;

  @Option(
      names = "--model",
      split = ",",
      paramLabel = "MODEL",
      description = "An acceptable make; may be repeated.")
  String[] models = {};

  @Option(
      names = {"-N", "--nodes"},
      paramLabel = "N",
      description = "Tasks, each on a node.")
  @Nullable Integer nodes;

  @Option(names = "--cpus", paramLabel = "N", description = "Cores of each task.")
  @Nullable String cpus;

  @Option(names = "--memory", paramLabel = "SIZE", description = "Of each task, such as 64GiB.")
  @Nullable String memory;

  @Option(names = "--image", paramLabel = "IMAGE", description = "The container image.")
  @Nullable String image;

  @Option(
      names = "--setup",
      paramLabel = "SCRIPT",
      description = "A script; every task runs it before its command.")
  @Nullable String setup;

  @Option(
      names = "--code",
      paramLabel = "FOLDER",
      description = "Packed, uploaded if it is not known, and put where the command runs.")
  @Nullable String code;

  @Option(names = "--env", paramLabel = "NAME=VALUE", description = "A variable; may be repeated.")
  String[] variables = {};

  @Option(names = "--secret", paramLabel = "NAME", description = "A secret; may be repeated.")
  String[] secrets = {};

  @Option(
      names = "--class",
      paramLabel = "CLASS",
      description = "guaranteed, standard (default) or spot.")
  @Nullable String priorityClass;

  @Option(
      names = "--priority",
      paramLabel = "N",
      description = "-1,000 to 1,000; higher is earlier.")
  @Nullable Integer priority;

  @Option(
      names = {"-t", "--time-limit"},
      paramLabel = "TIME",
      description = "Of an attempt, such as 2h30m; unlimited unless given.")
  @Nullable String timeLimit;

  @Option(
      names = "--retries",
      paramLabel = "N",
      description = "How many attempts may fail first; 0 unless given.")
  @Nullable Integer retries;

  @Option(
      names = "--checkpoint",
      paramLabel = "PATH",
      description = "Where it saves its progress, below the job's folder.")
  @Nullable String checkpoint;

  @Option(
      names = "--checkpoint-interval",
      paramLabel = "TIME",
      description = "How often it saves it, such as 30m: a fault of the platform costs that much.")
  @Nullable String interval;

  @Option(
      names = "--grace",
      paramLabel = "TIME",
      description = "From the request to stop until the kill, such as 2m; 30s unless given.")
  @Nullable String grace;

  @Option(
      names = "--keep",
      paramLabel = "PATH",
      description = "Below $SUANLI_OUTPUT, all of it unless given; may be repeated.")
  String[] outputs = {};

  @Option(names = "--label", paramLabel = "KEY=VALUE", description = "A note; may be repeated.")
  String[] labels = {};

  @Option(
      names = "--after",
      paramLabel = "JOB",
      description = "Starts once it succeeded; may be repeated.")
  String[] dependencies = {};

  @Option(names = "--cluster", paramLabel = "NAME", description = "On this cluster alone.")
  @Nullable String cluster;

  /// The fields that were given, as the job file has them, without the command.
  SequencedMap<String, Object> fields() {
    var fields = new LinkedHashMap<String, Object>();
    put(fields, "name", name);
    put(fields, "image", image);
    put(fields, "setup", setup);
    put(fields, CODE, code);
    putPairs(fields, "env", variables);
    putAll(fields, "secrets", Arrays.asList(secrets));
    putAll(fields, "outputs", Arrays.asList(outputs));
    putPairs(fields, "labels", labels);
    put(fields, "nodes", nodes);
    put(fields, "accelerators", accelerators);
    put(fields, "cpus", cpus);
    put(fields, "memory", memory);
    putAll(fields, "models", Arrays.asList(models));
    put(fields, "cluster", cluster);
    put(fields, "time_limit", timeLimit);
    put(fields, "priority_class", priorityClass);
    put(fields, "priority", priority);
    put(fields, "retries", retries);
    var policy = new LinkedHashMap<String, Object>();
    put(policy, "path", checkpoint);
    put(policy, "interval", interval);
    put(policy, "grace", grace);
    put(fields, "checkpoint", policy.isEmpty() ? null : policy);
    putAll(fields, "depends_on", Stream.of(dependencies).map(Ids::job).toList());
    return fields;
  }

  private static void put(
      SequencedMap<String, Object> fields, String name, @Nullable Object value) {
    if (value != null) {
      fields.put(name, value);
    }
  }

  private static void putAll(
      SequencedMap<String, Object> fields, String name, List<String> values) {
    if (!values.isEmpty()) {
      fields.put(name, values);
    }
  }

  private static void putPairs(SequencedMap<String, Object> fields, String name, String[] pairs) {
    var values = new LinkedHashMap<String, String>();
    var wrong = new ArrayList<String>();
    for (var pair : pairs) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        wrong.add("The " + name + " (" + pair + ") must be NAME=VALUE.");
      } else {
        values.put(pair.substring(0, equals), pair.substring(equals + 1));
      }
    }
    if (!wrong.isEmpty()) {
      throw new Failure(Exit.USAGE, wrong);
    }
    if (!values.isEmpty()) {
      fields.put(name, values);
    }
  }
}
