package org.suanli.server.wiring;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.JobId;
import org.suanli.executor.ExecutorFailure;
import org.suanli.executor.local.LocalExecutor;
import org.suanli.executor.local.Outputs;
import org.suanli.server.http.TaskFiles;

/// Logs and outputs of tasks on this machine. Outputs belong to the job: its attempts share them.
final class HostFiles implements TaskFiles {
  private static final int CHUNK_BYTES = 1 << 20;

  /// Entries of one job's outputs that are looked at, directories included.
  private static final int ENTRIES_MAX = 10_000;

  /// A log is a file that a task's shell writes; nothing tells when it grows.
  private static final long LOOK_MILLIS = 200;

  private final LocalExecutor host;
  private final JdbcClient jdbc;

  HostFiles(LocalExecutor host, JdbcClient jdbc) {
    this.host = host;
    this.jdbc = jdbc;
  }

  @Override
  public Optional<Piece> log(AttemptId attempt, int task, long offset, int bytesMax) {
    // First whether it has ended, then its size: otherwise the last lines could be missed.
    var hasEnded = hasEnded(attempt, task);
    if (hasEnded.isEmpty()) {
      return Optional.empty();
    }
    var part = host.logs().read(attempt, task, offset, bytesMax);
    var bytes = new byte[part.bytes().remaining()];
    part.bytes().get(bytes);
    return Optional.of(new Piece(bytes, hasEnded.get() && offset + bytes.length >= part.size()));
  }

  /// @return empty if there is no such task
  private Optional<Boolean> hasEnded(AttemptId attempt, int task) {
    return jdbc.sql(
            """
            SELECT ended_at IS NOT NULL FROM task
            WHERE job = :job AND attempt = :attempt AND task = :task
            """)
        .param("job", attempt.job().value())
        .param("attempt", attempt.number())
        .param("task", task)
        .query(Boolean.class)
        .optional();
  }

  @Override
  public void awaitLog(AttemptId attempt, int task, long offset, Duration most)
      throws InterruptedException {
    long deadline = System.nanoTime() + most.toNanos();
    while (System.nanoTime() < deadline
        && host.logs().read(attempt, task, offset, 1).bytes().remaining() == 0
        && !hasEnded(attempt, task).orElse(true)) {
      Thread.sleep(LOOK_MILLIS);
    }
  }

  @Override
  public List<Output> outputs(AttemptId attempt, String after, int limit) {
    var all = new ArrayList<Output>();
    collect(attempt.job(), "", all);
    return all.stream()
        .filter(output -> output.path().compareTo(after) > 0)
        .sorted(Comparator.comparing(Output::path))
        .limit(limit)
        .toList();
  }

  private void collect(JobId job, String folder, List<Output> to) {
    for (var entry : entries(job, folder)) {
      var path = folder.isEmpty() ? entry.name() : folder + "/" + entry.name();
      if (to.size() >= ENTRIES_MAX) {
        return;
      }
      switch (entry.kind()) {
        case FILE -> to.add(new Output(path, entry.size(), entry.modified()));
        case DIRECTORY -> collect(job, path, to);
        case OTHER -> {}
      }
    }
  }

  private List<Outputs.Entry> entries(JobId job, String folder) {
    try {
      return host.outputs().list(job, folder);
    } catch (ExecutorFailure e) {
      // Nothing was put there, or it was removed while it was listed.
      if (e.kind() == ExecutorFailure.Kind.USER) {
        return List.of();
      }
      throw e;
    }
  }

  @Override
  public Optional<Content> output(AttemptId attempt, String path) {
    int slash = path.lastIndexOf('/');
    var folder = slash < 0 ? "" : path.substring(0, slash);
    return entries(attempt.job(), folder).stream()
        .filter(entry -> entry.name().equals(path.substring(slash + 1)))
        .filter(entry -> entry.kind() == Outputs.Kind.FILE)
        .map(entry -> new Content(entry.size(), new Stream(attempt.job(), path)))
        .findFirst();
  }

  /// Reads an output piece by piece, as far as it goes.
  private final class Stream extends InputStream {
    private final JobId job;
    private final String path;
    private ByteBuffer piece = ByteBuffer.allocate(0);
    private long offset;

    Stream(JobId job, String path) {
      this.job = job;
      this.path = path;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] to, int from, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (!piece.hasRemaining()) {
        piece = next();
        offset += piece.remaining();
        if (!piece.hasRemaining()) {
          return -1;
        }
      }
      int count = Math.min(length, piece.remaining());
      piece.get(to, from, count);
      return count;
    }

    private ByteBuffer next() throws IOException {
      try {
        return host.outputs().read(job, path, offset, CHUNK_BYTES);
      } catch (ExecutorFailure e) {
        throw new IOException("The output (" + path + ") cannot be read.", e);
      }
    }
  }
}
