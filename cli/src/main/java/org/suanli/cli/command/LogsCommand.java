package org.suanli.cli.command;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.suanli.api.Http;
import org.suanli.api.Jobs;
import org.suanli.api.Paths;
import org.suanli.cli.terminal.Exit;
import org.suanli.cli.wire.Call;
import org.suanli.cli.wire.Query;
import org.suanli.cli.wire.Wire;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `suanli logs`
@Command(name = "logs")
final class LogsCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "JOB", description = "Such as job-7.")
  String job = "";

  @Option(
      names = {"-f", "--follow"},
      description = "Go on as the log grows. Ctrl-C ends the following, not the job.")
  boolean isFollowed;

  @Option(names = "--task", paramLabel = "N", description = "Of one task; 0 unless given.")
  int task;

  @Option(names = "--attempt", paramLabel = "N", description = "The latest unless given.")
  @Nullable Integer attempt;

  @Option(names = "--offset", paramLabel = "BYTES", description = "Begin there; 0 unless given.")
  long offset;

  LogsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    var id = Ids.job(job);
    if (isFollowed) {
      new LogFollower(session, id).follow(task, attempt, offset);
      return Exit.OK.code();
    }
    return print(id);
  }

  private int print(String id) {
    var at = offset;
    while (true) {
      var query =
          Query.none()
              .with("task", task)
              .with("attempt", attempt)
              .with("offset", at)
              .with("limit", Http.LOG_BYTES_MAX);
      var call = Call.get(Paths.of(Paths.JOB_LOGS, id)).withQuery(query);
      var document = session.client().send(call);
      var chunk = Wire.read(document, Jobs.LogChunk.class);
      if (session.printer().isForPeople()) {
        session.terminal().out().print(chunk.text());
      } else {
        session.printer().line(Wire.write(document));
      }
      if (chunk.isComplete() || chunk.next() <= at) {
        session.terminal().out().flush();
        return Exit.OK.code();
      }
      at = chunk.next();
    }
  }
}
