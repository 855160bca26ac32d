package org.suanli.cli.command;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.suanli.api.Amount;
import org.suanli.api.Jobs;
import org.suanli.cli.terminal.Times;

/// How jobs are shown.
final class JobSheets {
  private static final Pattern INNER_CAPITAL = Pattern.compile("([a-z])([A-Z])");

  private final Times times;

  JobSheets(Times times) {
    this.times = times;
  }

  /// @param reasons why jobs wait, by job
  Listing<Jobs.Job> jobs(Map<String, String> reasons) {
    return new Listing<>(
        Jobs.Job.class,
        Jobs.Job::job,
        List.of(
            Column.text("JOB", Jobs.Job::job),
            Column.flexible("NAME", Jobs.Job::name),
            Column.flexible("PROJECT", Jobs.Job::project),
            Column.state("STATE", Jobs.Job::state),
            Column.flexible("REASON", job -> reasons.getOrDefault(job.job(), words(job.cause()))),
            Column.text("PRIORITY", JobSheets::priority),
            Column.number("ACCELERATORS", job -> Amounts.accelerators(job.milliAccelerators())),
            Column.flexible("MODEL", Jobs.Job::model),
            Column.number("AGE", job -> times.age(job.submittedAt())),
            Column.flexible("PROMISED (" + times.zone() + ")", this::promised)));
  }

  private String promised(Jobs.Job job) {
    return job.state() == Jobs.State.WAITING && job.promisedAt() != null
        ? times.minute(job.promisedAt()) + ", " + times.relative(job.promisedAt())
        : "-";
  }

  /// Such as `16 in 2 tasks`.
  static String inTasks(long milliAccelerators, int tasks) {
    return Amounts.accelerators(milliAccelerators)
        + " in "
        + tasks
        + (tasks == 1 ? " task" : " tasks");
  }

  private static String priority(Jobs.Job job) {
    return words(job.priorityClass()) + ", " + job.priority();
  }

  /// A name of a constant or type in words: `NODE_LOST` and `NodeLost` as `node lost`.
  static String words(@Nullable String constant) {
    return constant == null
        ? "-"
        : INNER_CAPITAL
            .matcher(constant)
            .replaceAll("$1 $2")
            .toLowerCase(Locale.ROOT)
            .replace('_', ' ');
  }

  /// Everything about a job.
  Sheet detail(
      Jobs.JobDetail detail,
      List<Jobs.TimelineEvent> timeline,
      Jobs.@Nullable Explanation explanation) {
    var job = detail.job();
    var sheet =
        new Sheet()
            .line("Job", job.job())
            .line("Name", job.name())
            .line("Project", job.project())
            .line("Member", job.member())
            .state("State", job.state())
            .line("Outcome", job.outcome() == null ? null : words(job.outcome()))
            .line("Cause", job.cause() == null ? null : words(job.cause()))
            .line("Priority", priority(job))
            .line("Accelerators", inTasks(job.milliAccelerators(), job.tasks()))
            .line("Model", job.model())
            .line("Cluster", job.cluster())
            .line("Depends on", String.join(", ", detail.dependencies()))
            .line("Submitted", times.both(job.submittedAt()))
            .line("Started", job.startedAt() == null ? null : times.both(job.startedAt()))
            .line("Ended", job.endedAt() == null ? null : times.both(job.endedAt()));
    if (explanation != null) {
      explain(sheet, explanation);
    }
    sheet.line("Used", total(detail.attempts(), Jobs.Attempt::used));
    sheet.line("Charged", total(detail.attempts(), Jobs.Attempt::charged));
    sheet.line("Job file", "sha256:" + job.digest());
    sheet.section("Attempts", attempts(), detail.attempts());
    for (var attempt : detail.attempts()) {
      sheet.section("Tasks of " + attempt.attempt(), tasks(), attempt.tasks());
    }
    return sheet.section("Timeline", timeline(), timeline);
  }

  /// Why a job waits and when it starts, as far as either is known.
  Sheet explain(Sheet sheet, Jobs.Explanation explanation) {
    var reason = explanation.reason();
    if (reason != null) {
      sheet.line("Waits", reason.sentence()).line("Remedy", reason.remedy());
    }
    if (explanation.promisedAt() != null) {
      sheet.line("Promised start", times.both(explanation.promisedAt()));
    }
    if (explanation.forecast() != null) {
      sheet
          .line("Forecast start", times.both(explanation.forecast().startsAt()))
          .line("Forecast basis", explanation.forecast().basis());
    }
    for (var alternative : explanation.alternatives()) {
      sheet.line("Would start now", alternative.sentence());
    }
    return sheet;
  }

  /// Where a job runs, or how it ended.
  Sheet story(Sheet sheet, Jobs.JobDetail detail) {
    var job = detail.job();
    sheet
        .line("Started", job.startedAt() == null ? null : times.both(job.startedAt()))
        .line("Asked to end", job.cause() == null ? null : words(job.cause()))
        .line("Ended", job.endedAt() == null ? null : times.both(job.endedAt()))
        .line("Outcome", job.outcome() == null ? null : words(job.outcome()));
    detail.attempts().stream()
        .limit(1)
        .forEach(
            attempt ->
                sheet
                    .line("Attempt", attempt.number() + " of " + job.attempts())
                    .section("Tasks of " + attempt.attempt(), tasks(), attempt.tasks()));
    if (job.state() == Jobs.State.FAILED) {
      sheet.line("Remedy", "Maybe its log says more: suanli logs " + job.job() + ".");
    }
    return sheet;
  }

  /// An exit code above 128 names the signal that ended the task.
  private static @Nullable String exit(Jobs.Task task) {
    var code = task.exitCode();
    if (code == null) {
      return null;
    }
    return switch (code) {
      case 129 -> "129 (HUP)";
      case 130 -> "130 (INT)";
      case 132 -> "132 (ILL)";
      case 134 -> "134 (ABRT)";
      case 135 -> "135 (BUS)";
      case 136 -> "136 (FPE)";
      case 137 -> "137 (KILL)";
      case 139 -> "139 (SEGV)";
      case 143 -> "143 (TERM)";
      default -> code.toString();
    };
  }

  /// The sum by unit; null if there is none.
  private static @Nullable String total(
      List<Jobs.Attempt> attempts, Function<Jobs.Attempt, @Nullable Amount> amount) {
    var shown = AmountSum.of(attempts, amount);
    return shown.isEmpty() ? null : Amounts.shown(shown);
  }

  private Listing<Jobs.Attempt> attempts() {
    return new Listing<>(
        Jobs.Attempt.class,
        Jobs.Attempt::attempt,
        List.of(
            Column.text("ATTEMPT", Jobs.Attempt::attempt),
            Column.state("STATE", Jobs.Attempt::state),
            Column.text("OUTCOME", attempt -> words(attempt.outcome())),
            Column.flexible("CAUSE", attempt -> words(attempt.cause())),
            Column.text("CLUSTER", Jobs.Attempt::cluster),
            Column.text("MODEL", Jobs.Attempt::model),
            Column.text("STARTED (" + times.zone() + ")", a -> times.second(a.startedAt())),
            Column.text("ENDED", attempt -> times.second(attempt.endedAt())),
            Column.number("USED", attempt -> Amounts.shown(attempt.used())),
            Column.number("CHARGED", attempt -> Amounts.shown(attempt.charged()))));
  }

  private Listing<Jobs.Task> tasks() {
    return new Listing<>(
        Jobs.Task.class,
        task -> String.valueOf(task.task()),
        List.of(
            Column.number("TASK", Jobs.Task::task),
            Column.text("ROLE", Jobs.Task::role),
            Column.text("NODE", Jobs.Task::node),
            Column.flexible("DEVICES", JobSheets::devices),
            Column.text("ENDED (" + times.zone() + ")", task -> times.second(task.endedAt())),
            Column.number("EXIT", JobSheets::exit),
            Column.flexible("LOST", Jobs.Task::lost)));
  }

  /// Such as `0,1,2`, or `2 (0.25)` of a share.
  private static String devices(Jobs.Task task) {
    var numbers = String.join(",", task.devices().stream().map(String::valueOf).toList());
    long each = task.milliAcceleratorsEach();
    return each < 1_000 ? numbers + " (" + Amounts.accelerators(each) + ")" : numbers;
  }

  Listing<Jobs.TimelineEvent> timeline() {
    return new Listing<>(
        Jobs.TimelineEvent.class,
        event -> String.valueOf(event.sequence()),
        List.of(
            Column.text("TIME (" + times.zone() + ")", event -> times.second(event.at())),
            Column.text("EVENT", Jobs.TimelineEvent::kind),
            Column.flexible("DETAIL", Jobs.TimelineEvent::detail)));
  }
}
