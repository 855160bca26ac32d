package org.suanli.server.wiring;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.JobId;
import org.suanli.executor.ExecutorFailure;
import org.suanli.executor.local.LocalExecutor;
import org.suanli.executor.local.Outputs;
import org.suanli.server.http.TaskFiles;

/// Logs and outputs of this machine's tasks.
final class HostFiles implements TaskFiles {
  /// A file does not say that it grows, so it is looked at.
  private static final Duration LOOK = Duration.ofMillis(200);

  private static final int CHUNK = 1 << 16;
  private static final int DEPTH_MAX = 32;

  private final LocalExecutor executor;

  HostFiles(LocalExecutor executor) {
    this.executor = executor;
  }

  @Override
  public byte[] log(AttemptId attempt, int task, long offset, int bytesMax) {
    return bytes(executor.logs().read(attempt, task, offset, bytesMax).bytes());
  }

  @Override
  public void awaitLog(AttemptId attempt, int task, long offset, Duration most)
      throws InterruptedException {
    for (var left = most; left.isPositive(); left = left.minus(LOOK)) {
      if (executor.logs().read(attempt, task, offset, 1).bytes().hasRemaining()) {
        return;
      }
      Thread.sleep(LOOK);
    }
  }

  @Override
  public List<Output> outputs(JobId job, String after, int limit) {
    var all = new ArrayList<Output>();
    collect(job, "", all, 0);
    return all.stream()
        .filter(output -> output.path().compareTo(after) > 0)
        .sorted(java.util.Comparator.comparing(Output::path))
        .limit(limit)
        .toList();
  }

  private void collect(JobId job, String folder, List<Output> into, int depth) {
    if (depth > DEPTH_MAX) {
      return;
    }
    for (var entry : entries(job, folder)) {
      var path = folder.isEmpty() ? entry.name() : folder + "/" + entry.name();
      switch (entry.kind()) {
        case FILE -> into.add(new Output(path, entry.size(), entry.modified()));
        case DIRECTORY -> collect(job, path, into, depth + 1);
        case OTHER -> {}
      }
    }
  }

  /// Nothing where there is no such folder: a job that has not run has left nothing.
  private List<Outputs.Entry> entries(JobId job, String folder) {
    try {
      return executor.outputs().list(job, folder);
    } catch (ExecutorFailure e) {
      if (e.kind() == ExecutorFailure.Kind.USER) {
        return List.of();
      }
      throw e;
    }
  }

  @Override
  public Optional<Content> output(JobId job, String path) {
    int slash = path.lastIndexOf('/');
    var folder = slash < 0 ? "" : path.substring(0, slash);
    var name = path.substring(slash + 1);
    return entries(job, folder).stream()
        .filter(entry -> entry.kind() == Outputs.Kind.FILE && entry.name().equals(name))
        .findFirst()
        .map(entry -> new Content(entry.size(), new OutputStreamOf(job, path, entry.size())));
  }

  private static byte[] bytes(ByteBuffer buffer) {
    var bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  /// Reads an output piece by piece, up to the size that it had when it was asked for.
  private final class OutputStreamOf extends InputStream {
    private final JobId job;
    private final String path;
    private final long size;
    private long offset;
    private ByteBuffer chunk = ByteBuffer.allocate(0);

    OutputStreamOf(JobId job, String path, long size) {
      this.job = job;
      this.path = path;
      this.size = size;
    }

    @Override
    public int read() {
      return fill() ? chunk.get() & 0xFF : -1;
    }

    @Override
    public int read(byte[] into, int start, int length) {
      if (!fill()) {
        return -1;
      }
      int count = Math.min(length, chunk.remaining());
      chunk.get(into, start, count);
      return count;
    }

    private boolean fill() {
      if (!chunk.hasRemaining() && offset < size) {
        int most = (int) Math.min(CHUNK, size - offset);
        chunk = executor.outputs().read(job, path, offset, most);
        offset += chunk.remaining();
      }
      return chunk.hasRemaining();
    }
  }
}
