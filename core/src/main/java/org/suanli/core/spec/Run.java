package org.suanli.core.spec;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// What the tasks of a job do, apart from what they occupy. No decision depends on it.
///
/// @param programs one for each role of the demand, in its order
/// @param environment what a task finds around it
/// @param files what goes in and what is kept
/// @param labels the user's own notes, by key; at most 64
public record Run(
    List<Program> programs, Environment environment, Files files, Map<String, String> labels) {
  static final int LABELS_MAX = 64;

  public Run {
    programs = List.copyOf(programs);
    labels = sorted(labels);
    if (labels.size() > LABELS_MAX) {
      throw new IllegalArgumentException(
          "The labels (%d) of a job must be at most %d.".formatted(labels.size(), LABELS_MAX));
    }
  }

  private static SortedMap<String, String> sorted(Map<String, String> map) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(map));
  }

  /// What each task of a role executes.
  public record Program(String role, Executable command) {}

  /// Something that a process can be started from.
  public sealed interface Executable {

    /// Lines for a shell.
    record Script(String text) implements Executable {
      static final int LENGTH_MAX = 64 * 1_024;
    }

    /// A program and its arguments, taken literally.
    ///
    /// @param words at least one
    record Words(List<String> words) implements Executable {
      static final int WORDS_MAX = 1_024;

      public Words {
        words = List.copyOf(words);
        if (words.isEmpty()) {
          throw new IllegalArgumentException("The words (0) of a command must be 1 or more.");
        }
      }
    }
  }

  /// What a task finds around it.
  ///
  /// @param image the container image, if it runs in one
  /// @param setup a script that every task runs before its program
  /// @param variables by name
  /// @param secrets names of the project's secrets, each handed over as a variable of that name
  public record Environment(
      Optional<String> image,
      Optional<Executable.Script> setup,
      Map<String, String> variables,
      List<String> secrets) {
    static final int VARIABLES_MAX = 256;
    static final int VALUE_LENGTH_MAX = 32 * 1_024;
    static final int SECRETS_MAX = 64;

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,254}");
    private static final List<String> RESERVED_PREFIXES =
        List.of("SUANLI_", "PET_", "SKYPILOT_", "TORCHELASTIC_");
    private static final List<String> RESERVED =
        List.of(
            "MASTER_ADDR",
            "MASTER_PORT",
            "RANK",
            "WORLD_SIZE",
            "LOCAL_RANK",
            "LOCAL_WORLD_SIZE",
            "NODE_RANK",
            "GROUP_RANK",
            "MS_ROLE",
            "MS_SCHED_HOST",
            "MS_SCHED_PORT",
            "MS_WORKER_NUM",
            "MS_NODE_ID",
            "RANK_TABLE_FILE",
            "RANK_ID",
            "RANK_SIZE",
            "DEVICE_ID",
            "CUDA_VISIBLE_DEVICES",
            "ASCEND_RT_VISIBLE_DEVICES",
            "HIP_VISIBLE_DEVICES",
            "MLU_VISIBLE_DEVICES",
            "MUSA_VISIBLE_DEVICES",
            "XPU_VISIBLE_DEVICES",
            "MA_NUM_HOSTS",
            "MA_NUM_GPUS",
            "VC_TASK_INDEX",
            "VC_WORKER_HOSTS");

    public Environment {
      variables = sorted(variables);
      secrets = List.copyOf(secrets);
      if (variables.size() > VARIABLES_MAX || secrets.size() > SECRETS_MAX) {
        throw new IllegalArgumentException(
            "The variables (%d) and secrets (%d) of a job must be at most %d and %d."
                .formatted(variables.size(), secrets.size(), VARIABLES_MAX, SECRETS_MAX));
      }
    }

    /// Whether a process can be given a variable of this name.
    public static boolean isName(String name) {
      return NAME.matcher(name).matches();
    }

    /// Whether the platform itself sets the variable for every task.
    public static boolean isReserved(String name) {
      return RESERVED.contains(name) || RESERVED_PREFIXES.stream().anyMatch(name::startsWith);
    }
  }

  /// What goes in and what is kept.
  ///
  /// @param code what the tasks find in their folder at the start
  /// @param outputs paths below the output folder that are kept; empty for all of it
  /// @param checkpoint path of the checkpoints, if the user names one
  public record Files(Optional<Code> code, List<String> outputs, Optional<String> checkpoint) {
    static final int OUTPUTS_MAX = 64;
    static final int PATH_LENGTH_MAX = 1_024;

    public Files {
      outputs = List.copyOf(outputs);
    }
  }

  /// The user's own code.
  public sealed interface Code {

    /// A folder on the user's machine, not yet uploaded.
    record Folder(String path) implements Code {}

    /// What was uploaded.
    ///
    /// @param sha256 64 hexadecimal digits in small letters
    record Upload(String sha256) implements Code {
      static final String PREFIX = "sha256:";
      private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

      public Upload {
        if (!isDigest(sha256)) {
          throw new IllegalArgumentException(
              "The digest (" + sha256 + ") of code must be 64 hexadecimal digits.");
        }
      }

      static boolean isDigest(String text) {
        return DIGEST.matcher(text).matches();
      }
    }
  }
}
