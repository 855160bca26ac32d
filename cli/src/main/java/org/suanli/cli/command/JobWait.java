package org.suanli.cli.command;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.suanli.api.Jobs;
import org.suanli.api.Paths;
import org.suanli.cli.terminal.Exit;
import org.suanli.cli.terminal.Failure;
import org.suanli.cli.terminal.Progress;
import org.suanli.cli.wire.Call;

/// Waits until a job ends.
final class JobWait {
  private static final Duration PAUSE_FIRST = Duration.ofMillis(500);
  private static final Duration PAUSE_MAX = Duration.ofSeconds(5);

  /// Failed looks in a row, five seconds apart: a server that is being restarted comes back within
  /// five minutes.
  private static final int FAILED_MAX = 60;

  private final Session session;
  private final String job;
  private int failed;

  JobWait(Session session, String job) {
    this.session = session;
    this.job = job;
  }

  /// @param isFollowed whether the log of its first task is printed meanwhile
  /// @return the exit code
  int await(boolean isFollowed) {
    if (isFollowed) {
      follow();
    }
    var state = new AtomicReference<>("waiting for " + job);
    Jobs.Job ended;
    try (var _ = new Following(session, job);
        var _ = Progress.of(session.terminal(), state::get)) {
      ended = awaitEnd(state);
    }
    session.printer().note(outcome(ended));
    return ended.state() == Jobs.State.SUCCEEDED ? Exit.OK.code() : Exit.JOB_FAILED.code();
  }

  /// How it ended, and where to look if not well.
  private static String outcome(Jobs.Job ended) {
    var state = JobSheets.words(ended.state().name());
    var outcome = JobSheets.words(ended.outcome());
    boolean isTold = ended.outcome() == null || outcome.equals(state);
    return ended.job()
        + " "
        + state
        + (isTold ? "." : ": " + outcome + ".")
        + (ended.state() == Jobs.State.FAILED ? "\nMaybe suanli explain " + ended.job() + "." : "");
  }

  /// A job that never started has no log.
  private void follow() {
    var started = awaitStart();
    if (started.attempts() == 0) {
      return;
    }
    new LogFollower(session, job).follow(0, null, 0);
  }

  private Jobs.Job awaitStart() {
    var state = new AtomicReference<>("waiting for " + job);
    try (var _ = new Following(session, job);
        var _ = Progress.of(session.terminal(), state::get)) {
      var pause = PAUSE_FIRST;
      while (true) {
        var found = look();
        if (found.state() != Jobs.State.WAITING) {
          return found;
        }
        pause = sleep(pause);
      }
    }
  }

  private Jobs.Job awaitEnd(AtomicReference<String> state) {
    var pause = PAUSE_FIRST;
    while (true) {
      var found = look();
      if (found.state().isTerminal()) {
        return found;
      }
      state.set(job + " is " + JobSheets.words(found.state().name()));
      pause = sleep(pause);
    }
  }

  private Duration sleep(Duration pause) {
    session.surroundings().sleep(pause);
    var longer = pause.multipliedBy(2);
    return longer.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : longer;
  }

  private Jobs.Job look() {
    while (true) {
      try {
        var call = Call.get(Paths.of(Paths.JOB, job));
        var found = session.client().send(call, Jobs.JobDetail.class).job();
        failed = 0;
        return found;
      } catch (Failure e) {
        failed++;
        if (e.exit() != Exit.UNREACHABLE || failed > FAILED_MAX) {
          throw e;
        }
        session.surroundings().sleep(PAUSE_MAX);
      }
    }
  }
}
