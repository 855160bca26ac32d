package org.suanli.server.http;

import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.JobId;

/// What tasks leave behind: their logs while they run and after, and the outputs of their job.
public interface TaskFiles {

  /// @param path relative, with slashes
  record Output(String path, long bytes, Instant modifiedAt) {}

  /// An output being read; the caller closes it.
  record Content(long bytes, InputStream stream) {}

  /// Reads a piece of a task's log, its standard output and error together.
  ///
  /// @param task index within the attempt
  /// @param offset in bytes; zero or more
  /// @param bytesMax more than zero
  /// @return empty if it has no more now
  byte[] log(AttemptId attempt, int task, long offset, int bytesMax);

  /// Waits until a task's log is longer than this, or the time is over.
  void awaitLog(AttemptId attempt, int task, long offset, Duration most)
      throws InterruptedException;

  /// Outputs by path.
  ///
  /// @param after those that come after this path; empty for the first
  List<Output> outputs(JobId job, String after, int limit);

  /// @param path as listed
  /// @return empty if there is no such output; what lies outside the job's outputs is none
  Optional<Content> output(JobId job, String path);
}
