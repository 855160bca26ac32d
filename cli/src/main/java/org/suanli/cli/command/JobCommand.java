package org.suanli.cli.command;

import java.util.List;
import java.util.concurrent.Callable;
import org.suanli.api.Jobs;
import org.suanli.api.Paths;
import org.suanli.cli.terminal.Exit;
import org.suanli.cli.wire.Call;
import org.suanli.cli.wire.Query;
import org.suanli.cli.wire.Wire;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `suanli job`
@Command(
    name = "job",
    description = "Show everything about a job: attempts, tasks, timeline, usage and cost.")
final class JobCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "JOB", description = "Such as job-7, or 7.")
  String job = "";

  @Option(names = "--file", description = "Print the job file instead.")
  boolean isFile;

  @Option(names = "--timeline", description = "Print the timeline alone.")
  boolean isTimeline;

  JobCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    var id = Ids.job(job);
    if (isFile) {
      return file(id);
    }
    var sheets = new JobSheets(session.times());
    if (isTimeline) {
      return session.list(
          Paths.of(Paths.JOB_TIMELINE, id), Query.none(), new Paging(), sheets.timeline());
    }
    var document = session.client().send(Call.get(Paths.of(Paths.JOB, id)));
    var detail = Wire.read(document, Jobs.JobDetail.class);
    session.printer().show(document, id, () -> sheet(sheets, detail));
    return Exit.OK.code();
  }

  private Sheet sheet(JobSheets sheets, Jobs.JobDetail detail) {
    var id = detail.job().job();
    List<Jobs.TimelineEvent> timeline =
        session
            .fetch(Paths.of(Paths.JOB_TIMELINE, id), Query.none(), new Paging())
            .read(Jobs.TimelineEvent.class);
    var explanation =
        detail.job().state() == Jobs.State.WAITING
            ? session
                .client()
                .send(Call.get(Paths.of(Paths.JOB_EXPLANATION, id)), Jobs.Explanation.class)
            : null;
    return sheets.detail(whole(detail), timeline, explanation);
  }

  /// With all attempts: the server shows the latest few with a job.
  private Jobs.JobDetail whole(Jobs.JobDetail detail) {
    if (detail.attempts().size() >= detail.job().attempts()) {
      return detail;
    }
    var all = new Paging();
    all.isEverything = true;
    var path = Paths.of(Paths.JOB_ATTEMPTS, detail.job().job());
    var attempts = session.fetch(path, Query.none(), all).read(Jobs.Attempt.class);
    return new Jobs.JobDetail(detail.job(), attempts, detail.dependencies());
  }

  private int file(String id) {
    session
        .printer()
        .line(session.client().text(Call.get(Paths.of(Paths.JOB_FILE, id))).stripTrailing());
    return Exit.OK.code();
  }
}
