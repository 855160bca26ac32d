package org.suanli.executor.local;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import org.suanli.executor.CommandLine;
import org.suanli.executor.LaunchOrder;

/// The texts that a runner reads.
///
/// The first is for the runner itself, and holds nothing of the user's. The second is read by the
/// task's shell, after it has become the task's user: the environment, the directory, the command.
/// It comes through standard input, so that the user needs no way to the file and no other process
/// sees the values. For a trusted task that needs no shell the two are one, and the fork of the
/// runner that is the task executes it.
final class TaskScripts {
  /// The runner's shell counts file sizes in these.
  private static final long KIB = 1024;

  /// Shells keep these for themselves: assigning one may end the shell, change what it does, or be
  /// without effect; so with all that begin with `BASH` or `LC_`.
  private static final Set<String> OWN_TO_SHELLS =
      Set.of(
          "DIRSTACK",
          "EPOCHREALTIME",
          "EPOCHSECONDS",
          "EUID",
          "FUNCNAME",
          "FUNCNEST",
          "GROUPS",
          "HISTCMD",
          "IFS",
          "LINENO",
          "OPTIND",
          "PIPESTATUS",
          "POSIXLY_CORRECT",
          "PPID",
          "PS4",
          "RANDOM",
          "SECONDS",
          "SHELLOPTS",
          "SHLVL",
          "SRANDOM",
          "UID",
          "_");

  private static final String UNPACK =
      """
      tar -xzf - --no-same-owner <&3 || {
        echo '[suanli] The code archive could not be unpacked.' >&2
        exit 125
      }
      exec 3<&-
      """;

  private final LaunchOrder order;
  private final Spool spool;
  private final Workspace workspace;
  private final TaskUser user;

  TaskScripts(LaunchOrder order, Spool spool, Workspace workspace, TaskUser user) {
    this.order = order;
    this.spool = spool;
    this.workspace = workspace;
    this.user = user;
  }

  /// The texts of a task, by the names of their files.
  SequencedMap<String, String> of(TaskKey key, SequencedMap<String, String> environment) {
    var texts = new LinkedHashMap<String, String>();
    String forTask = forTask(key, environment);
    if (isDirect()) {
      texts.put(key.task() + ".run", forRunner(key, forTask));
    } else {
      String name = key.task() + ".sh";
      String script = quoted(spool.attempt(key.attempt()).resolve(name).toString());
      String become = "exec \"$@\" " + switchUser() + "sh -s < " + script + archive() + "\n";
      texts.put(key.task() + ".run", forRunner(key, become));
      texts.put(name, forTask);
    }
    return texts;
  }

  /// What the runner reads. It holds nothing that a restart of the machine or the server changes.
  private String forRunner(TaskKey key, String become) {
    long kib = Math.max(1, order.logMax().bytes() / KIB);
    return """
    log=%s
    log_kib=%d
    become() {
    %s}
    """
        .formatted(quoted(spool.log(key).toString()), kib, become);
  }

  private String archive() {
    return order
        .program()
        .archive()
        .map(path -> " 3< " + quoted(path.toAbsolutePath().toString()))
        .orElse("");
  }

  /// Whether the runner itself may become the program, which spares the start of a shell.
  private boolean isDirect() {
    return user.isTrusted()
        && order.program().archive().isEmpty()
        && order.program().command() instanceof CommandLine.Arguments;
  }

  private String switchUser() {
    return switch (user) {
      case TaskUser.Server() -> "";
      case TaskUser.Unprivileged unprivileged -> {
        int uid = unprivileged.uid(order.attempt().job());
        yield "setpriv --reuid=%d --regid=%d --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all -- "
            .formatted(uid, uid);
      }
    };
  }

  /// What becomes the program.
  private String forTask(TaskKey key, SequencedMap<String, String> environment) {
    var text = new StringBuilder("umask 022\n");
    text.append("cd ").append(quoted(workspace.task(key).toString())).append(" || exit 125\n");
    if (order.program().archive().isPresent()) {
      text.append(UNPACK);
    }
    var withheld = new LinkedHashMap<String, String>();
    environment.forEach(
        (name, value) -> {
          if (isOwnToShells(name)) {
            withheld.put(name, value);
          } else {
            text.append("export ").append(name).append('=').append(quoted(value)).append('\n');
          }
        });
    return text.append(execution(withheld)).append(" < /dev/null\n").toString();
  }

  private static boolean isOwnToShells(String name) {
    return OWN_TO_SHELLS.contains(name) || name.startsWith("BASH") || name.startsWith("LC_");
  }

  /// A text for a shell is evaluated by the one that is there, which spares the start of another.
  private String execution(SequencedMap<String, String> withheld) {
    if (withheld.isEmpty() && order.program().command() instanceof CommandLine.Shell(var text)) {
      return "{ eval " + quoted(text) + "; exit; }";
    }
    var words = new StringBuilder(isDirect() ? "exec \"$@\" " : "exec ");
    if (!withheld.isEmpty()) {
      words.append("env ");
      withheld.forEach((name, value) -> words.append(quoted(name + "=" + value)).append(' '));
    }
    return words.append(command()).toString();
  }

  private String command() {
    return switch (order.program().command()) {
      case CommandLine.Arguments(var words) ->
          words.stream().map(TaskScripts::quoted).collect(Collectors.joining(" "));
      case CommandLine.Shell(var text) -> "sh -c " + quoted(text);
    };
  }

  /// One word for a POSIX shell, whatever it holds.
  static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
