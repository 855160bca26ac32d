package org.suanli.cli.command;

import org.jspecify.annotations.Nullable;
import org.suanli.api.Jobs;
import org.suanli.api.Paths;
import org.suanli.cli.terminal.Exit;
import org.suanli.cli.terminal.Failure;
import org.suanli.cli.wire.Call;
import org.suanli.cli.wire.Wire;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `suanli explain`, `suanli cancel`, `suanli retry`
final class JobActions {
  private final Session session;

  JobActions(Session session) {
    this.session = session;
  }

  @Command(
      name = "explain",
      description =
          "Say why a job waits, what would change that and when it starts; where it runs; or how it"
              + " ended.")
  int explain(@Parameters(paramLabel = "JOB", description = "Such as job-7.") String job) {
    var sheets = new JobSheets(session.times());
    return session.show(
        Call.get(Paths.of(Paths.JOB_EXPLANATION, Ids.job(job))),
        Jobs.Explanation.class,
        Jobs.Explanation::job,
        explanation -> {
          var sheet =
              new Sheet().line("Job", explanation.job()).state("State", explanation.state());
          return explanation.state() == Jobs.State.WAITING
              ? sheets.explain(sheet, explanation)
              : sheets.story(sheet, detail(explanation.job()));
        });
  }

  private Jobs.JobDetail detail(String job) {
    return session.client().send(Call.get(Paths.of(Paths.JOB, job)), Jobs.JobDetail.class);
  }

  @Command(
      name = "wait",
      description = "Wait until jobs end; exit code 7 if one of them does not succeed.")
  int await(
      @Parameters(paramLabel = "JOB", arity = "1..*", description = "Such as job-7.")
          String[] jobs) {
    int code = Exit.OK.code();
    for (var job : jobs) {
      code = Math.max(code, new JobWait(session, Ids.job(job)).await(false));
    }
    return code;
  }

  @Command(name = "cancel", description = "Cancel jobs.")
  int cancel(
      @Parameters(paramLabel = "JOB", arity = "1..*", description = "Such as job-7.")
          String[] jobs) {
    return forEach(jobs, Paths.JOB_CANCEL, "is to end");
  }

  @Command(name = "retry", description = "Submit jobs that have ended once more.")
  int retry(
      @Parameters(paramLabel = "JOB", arity = "1..*", description = "Such as job-7.")
          String[] jobs) {
    return forEach(jobs, Paths.JOB_RETRY, "is tried again");
  }

  /// Goes on after a refusal, and ends with the first one.
  private int forEach(String[] jobs, String path, String what) {
    @Nullable Failure first = null;
    for (var typed : jobs) {
      var id = Ids.job(typed);
      try {
        var document = session.create(Paths.of(path, id), null);
        var made = document.path("job");
        var answered =
            made.isObject()
                ? Wire.read(made, Jobs.Job.class).job()
                : made.isString() ? made.stringValue() : id;
        session.done(
            document,
            answered,
            answered.equals(id)
                ? id + " " + what + "."
                : id + " " + what + " as " + answered + ".");
      } catch (Failure e) {
        if (first != null) {
          first.sentences().forEach(session.printer()::note);
        }
        first = e;
      }
    }
    if (first != null) {
      throw first;
    }
    return Exit.OK.code();
  }
}
