package org.suanli.server.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.suanli.api.Http;
import org.suanli.api.Jobs;
import org.suanli.api.Paths;
import org.suanli.core.units.AttemptId;

/// Logs of tasks: a piece, or all as it grows.
@RestController
final class LogsResource {
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  /// The longest that one look at a growing log waits: how late the end of a silent task shows.
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final JobQueries jobs;
  private final JdbcClient database;
  private final Optional<TaskFiles> files;
  private final Streams streams;

  /// Which log, and from where.
  ///
  /// @param attempt its number; the last one if left out
  /// @param task 0 if left out
  /// @param offset 0 if left out
  /// @param limit in bytes; 1 MiB if left out
  record Asked(
      @Nullable Integer attempt,
      @Nullable Integer task,
      @Nullable Long offset,
      @Nullable Integer limit) {

    int taskOrFirst() {
      return task == null ? 0 : task;
    }

    long from() {
      if (offset != null && offset < 0) {
        throw ProblemException.invalid("The offset (" + offset + ") must be zero or more.");
      }
      return offset == null ? 0 : offset;
    }

    int bytesMax() {
      if (limit != null && (limit < 1 || limit > Http.LOG_BYTES_MAX)) {
        throw ProblemException.invalid(
            "The limit (%d) must be 1 to %d bytes.".formatted(limit, Http.LOG_BYTES_MAX));
      }
      return limit == null ? Http.LOG_BYTES_MAX : limit;
    }
  }

  /// A task of an attempt that exists.
  private record Log(AttemptId attempt, int task) {}

  LogsResource(
      JobQueries jobs, JdbcClient database, ObjectProvider<TaskFiles> files, Streams streams) {
    this.jobs = jobs;
    this.database = database;
    this.files = Optional.ofNullable(files.getIfAvailable());
    this.streams = streams;
  }

  @GetMapping(Paths.JOB_LOGS)
  Jobs.LogChunk read(@PathVariable String job, Asked asked) {
    return read(find(job, asked), asked.from(), asked.bytesMax());
  }

  /// Sends pieces as they are written; the last one is complete.
  @GetMapping(Paths.JOB_LOGS_STREAM)
  @Described(answers = @Described.Answer(body = Jobs.LogChunk.class, type = Http.EVENT_STREAM_TYPE))
  void stream(
      @PathVariable String job,
      Asked asked,
      @RequestHeader(name = "Last-Event-ID", defaultValue = "") String lastId,
      HttpServletResponse response)
      throws IOException {
    var log = find(job, asked);
    long from = Streams.lastId(lastId, asked.from());
    streams.send(response, sink -> follow(sink, log, from));
  }

  private void follow(Streams.Sink sink, Log log, long from)
      throws IOException, InterruptedException {
    long offset = from;
    var silence = Duration.ZERO;
    while (sink.isOpen()) {
      var chunk = read(log, offset, Http.LOG_BYTES_MAX);
      if (chunk.next() > offset || chunk.isComplete()) {
        sink.event("log", chunk.next(), chunk);
        silence = Duration.ZERO;
      }
      if (chunk.isComplete()) {
        return;
      }
      if (chunk.next() == offset) {
        source().awaitLog(log.attempt(), log.task(), offset, LOOK);
        silence = silence.plus(LOOK);
      }
      if (silence.compareTo(HEARTBEAT) >= 0) {
        sink.heartbeat();
        silence = Duration.ZERO;
      }
      offset = chunk.next();
    }
  }

  /// Whether a task has ended is asked before its log is read: what is read then is all there is.
  private Jobs.LogChunk read(Log log, long offset, int bytesMax) {
    boolean hasEnded = hasEnded(log);
    var bytes = source().log(log.attempt(), log.task(), offset, bytesMax);
    int whole = bytes.length < bytesMax && hasEnded ? bytes.length : wholeCharacters(bytes);
    long next = offset + whole;
    var text = new String(bytes, 0, whole, StandardCharsets.UTF_8);
    return new Jobs.LogChunk(offset, next, hasEnded && bytes.length < bytesMax, text);
  }

  /// How many bytes end with a whole character; all of them if they are no UTF-8.
  private static int wholeCharacters(byte[] bytes) {
    for (int back = 1; back <= Math.min(4, bytes.length); back++) {
      int lead = bytes[bytes.length - back] & 0xFF;
      if (lead < 0x80) {
        return bytes.length;
      }
      if (lead >= 0xC0) {
        int length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
        return length > back && bytes.length > back ? bytes.length - back : bytes.length;
      }
    }
    return bytes.length;
  }

  private Log find(String job, Asked asked) {
    var attempt =
        jobs.attempt(Wire.jobId(job), asked.attempt())
            .orElseThrow(
                () ->
                    ProblemException.notFound(
                        asked.attempt() == null
                            ? "log of " + job + ", which has not been placed,"
                            : "attempt (" + asked.attempt() + ") of " + job));
    var log = new Log(attempt, asked.taskOrFirst());
    hasEnded(log);
    return log;
  }

  private boolean hasEnded(Log log) {
    return database
        .sql(
            """
            SELECT ended_at IS NOT NULL FROM task
            WHERE job = :job AND attempt = :attempt AND task = :task
            """)
        .param("job", log.attempt().job().value())
        .param("attempt", log.attempt().number())
        .param("task", log.task())
        .query(Boolean.class)
        .optional()
        .orElseThrow(
            () ->
                ProblemException.notFound("task (" + log.task() + ") of attempt " + log.attempt()));
  }

  private TaskFiles source() {
    return files.orElseThrow(() -> Desk.unavailable("This server holds no logs."));
  }
}
