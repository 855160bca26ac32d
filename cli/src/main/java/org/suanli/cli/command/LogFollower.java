package org.suanli.cli.command;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.suanli.api.Jobs;
import org.suanli.api.Paths;
import org.suanli.cli.wire.Call;
import org.suanli.cli.wire.EventStream;
import org.suanli.cli.wire.Query;
import org.suanli.cli.wire.Wire;

/// Prints a task's log as it grows, until it is complete. After a lost connection it goes on where
/// it was.
final class LogFollower {
  /// Connections in a row that bring nothing: with the pauses below, five minutes of a server that
  /// is being restarted.
  private static final int EMPTY_MAX = 40;

  /// The server sends a comment every quarter of a minute.
  private static final Duration SILENCE_MAX = Duration.ofMinutes(1);

  private static final Duration PAUSE_FIRST = Duration.ofMillis(500);
  private static final Duration PAUSE_MAX = Duration.ofSeconds(8);

  private final Session session;
  private final String job;
  private long offset;
  private String lastId = "";
  private boolean isComplete;

  LogFollower(Session session, String job) {
    this.session = session;
    this.job = job;
  }

  /// @param attempt the latest if absent
  void follow(int task, @Nullable Integer attempt, long from) {
    offset = from;
    try (var _ = new Following(session, job)) {
      int empty = 0;
      while (!isComplete) {
        long before = offset;
        var reason = connect(task, attempt);
        if (isComplete) {
          return;
        }
        empty = offset > before ? 0 : empty + 1;
        if (empty >= EMPTY_MAX) {
          throw session.client().unreachable(reason);
        }
        session.surroundings().sleep(pause(empty));
      }
    }
  }

  private static Duration pause(int empty) {
    var pause = PAUSE_FIRST.multipliedBy(1L << Math.min(empty, 4));
    return pause.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : pause;
  }

  /// Reads one connection to its end.
  ///
  /// @return why it ended
  private String connect(int task, @Nullable Integer attempt) {
    var query = Query.none().with("task", task).with("attempt", attempt).with("offset", offset);
    var call = Call.get(Paths.of(Paths.JOB_LOGS_STREAM, job)).withQuery(query);
    try (var stream = new EventStream(session.client().follow(call, lastId), SILENCE_MAX)) {
      for (var event = stream.next(); event.isPresent(); event = stream.next()) {
        accept(event.get());
        if (isComplete) {
          return "";
        }
      }
      return "the stream of the log ended early";
    } catch (IOException e) {
      return e.getMessage() == null ? "the connection was lost" : e.getMessage();
    }
  }

  private void accept(EventStream.Event event) {
    lastId = event.id().isEmpty() ? lastId : event.id();
    var document = Wire.parse(event.data());
    var chunk = Wire.read(document, Jobs.LogChunk.class);
    // What a server sends again after a resumption was printed before.
    if (chunk.next() > offset || chunk.isComplete()) {
      print(chunk, Wire.write(document));
    }
    offset = Math.max(offset, chunk.next());
    isComplete = chunk.isComplete();
  }

  private void print(Jobs.LogChunk chunk, String line) {
    if (!session.printer().isForPeople()) {
      session.printer().line(line);
      return;
    }
    if (chunk.next() > offset) {
      session.terminal().out().print(chunk.text());
      session.terminal().out().flush();
    }
  }
}
