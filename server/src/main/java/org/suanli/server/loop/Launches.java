package org.suanli.server.loop;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.suanli.core.engine.Attempt;
import org.suanli.core.engine.Job;
import org.suanli.core.spec.Demand;
import org.suanli.core.spec.RoleDemand;
import org.suanli.core.spec.Run;
import org.suanli.core.supply.Placement;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.Bytes;
import org.suanli.core.units.Limit;
import org.suanli.core.units.ProjectId;
import org.suanli.executor.CommandLine;
import org.suanli.executor.LaunchOrder;
import org.suanli.executor.Program;
import org.suanli.executor.TaskLimits;
import org.suanli.executor.TaskOrder;

/// Makes launch orders: what the engine placed, together with what the job file says to run.
///
/// @param code the folder of uploaded archives, each named by its SHA-256
public record Launches(JobFiles files, JobSecrets secrets, Path code) {
  private static final Bytes LOG_MAX = new Bytes(64L << 20);

  /// Holds a fork bomb to its own job.
  private static final int PROCESSES_MAX = 4_096;

  /// `EX_CONFIG` of `sysexits.h`: how a task ends whose secrets are not there.
  private static final int WRONG_CONFIGURATION = 78;

  /// What the engine knows of an attempt that is to be launched.
  record Placed(
      AttemptId attempt, ProjectId project, Demand demand, String digest, Placement placement) {
    static Placed of(Job job, Attempt attempt) {
      return new Placed(attempt.id(), job.project(), job.demand(), job.spec(), attempt.placement());
    }
  }

  LaunchOrder order(Placed placed, long epoch) {
    var file = files.read(placed.digest());
    return new LaunchOrder(
        placed.attempt(),
        epoch,
        placed.placement().model(),
        tasks(placed),
        program(file.run(), placed),
        LOG_MAX,
        placed.demand().checkpoint().grace());
  }

  private static List<TaskOrder> tasks(Placed placed) {
    var roles = placed.demand().shape().roles();
    var replicas = new int[roles.size()];
    var tasks = new ArrayList<TaskOrder>();
    for (var place : placed.placement().tasks()) {
      var role = roles.get(place.role());
      tasks.add(new TaskOrder(role.name(), replicas[place.role()]++, place, limits(role)));
    }
    return tasks;
  }

  private static TaskLimits limits(RoleDemand role) {
    return new TaskLimits(
        role.cpus().isZero() ? Limit.unlimited() : Limit.atMost(role.cpus()),
        role.memory().isZero() ? Limit.unlimited() : Limit.atMost(role.memory()),
        Limit.atMost(PROCESSES_MAX));
  }

  private Program program(Run run, Placed placed) {
    var named = run.environment().secrets();
    var known = secrets.read(placed.project(), named);
    var missing = named.stream().filter(name -> !known.containsKey(name)).toList();
    var environment = new LinkedHashMap<>(run.environment().variables());
    environment.putAll(known);
    Optional<Path> archive = run.files().code().flatMap(Launches::digest).map(code::resolve);
    return new Program(
        missing.isEmpty() ? command(run) : refusal(missing, placed.project()),
        environment,
        archive,
        placed.demand().checkpoint().interval().isPresent());
  }

  /// Says in the task's log what is missing, and fails: the fault is not the platform's, which
  /// would try again for ever.
  private static CommandLine refusal(List<String> missing, ProjectId project) {
    var lines = new StringBuilder();
    for (var name : missing) {
      var sentence =
          "suanli: the secret (%s) of the project %s must be there; it was removed after the job was submitted."
              .formatted(name, project);
      lines.append("echo ").append(quote(sentence)).append(" >&2\n");
    }
    var remedy = "Maybe 'suanli secrets set' it again, and 'suanli retry' the job.";
    lines.append("echo ").append(quote(remedy)).append(" >&2\nexit ").append(WRONG_CONFIGURATION);
    return new CommandLine.Shell(lines.toString());
  }

  private static Optional<String> digest(Run.Code code) {
    return switch (code) {
      case Run.Code.Upload(var digest) -> Optional.of(digest);
      case Run.Code.Folder _ -> Optional.empty();
    };
  }

  /// One command for all tasks: a program as it is, or a script that first does the setup and then
  /// what the task's role asks for.
  private static CommandLine command(Run run) {
    var programs = run.programs();
    var setup = run.environment().setup();
    if (programs.size() == 1
        && setup.isEmpty()
        && programs.getFirst().command() instanceof Run.Executable.Words(var words)) {
      return new CommandLine.Arguments(words);
    }
    var script = new StringBuilder();
    setup.ifPresent(lines -> script.append("set -e\n").append(lines.text()).append("\nset +e\n"));
    if (programs.size() == 1) {
      script.append(lines(programs.getFirst().command()));
    } else {
      script.append("case \"$SUANLI_ROLE\" in\n");
      for (var program : programs) {
        script.append(quote(program.role())).append(")\n");
        script.append(lines(program.command())).append("\n;;\n");
      }
      script.append("esac");
    }
    return new CommandLine.Shell(script.toString());
  }

  private static String lines(Run.Executable command) {
    return switch (command) {
      case Run.Executable.Script(var text) -> text;
      case Run.Executable.Words(var words) ->
          "exec " + String.join(" ", words.stream().map(Launches::quote).toList());
    };
  }

  private static String quote(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
