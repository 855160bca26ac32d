package org.suanli.executor.local;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.JobId;

/// One task of an attempt; as text `job-12.3.0`, which names its files.
record TaskKey(AttemptId attempt, int task) implements Comparable<TaskKey> {
  private static final Pattern ATTEMPT =
      Pattern.compile("job-([1-9][0-9]{0,17})\\.([1-9][0-9]{0,8})");
  private static final Pattern KEY =
      Pattern.compile("job-([1-9][0-9]{0,17})\\.([1-9][0-9]{0,8})\\.(0|[1-9][0-9]{0,8})");
  private static final Comparator<TaskKey> ORDER =
      Comparator.comparing(TaskKey::attempt).thenComparingInt(TaskKey::task);

  static Optional<TaskKey> parse(String text) {
    var matcher = KEY.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new TaskKey(
                attemptOf(matcher.group(1), matcher.group(2)), Integer.parseInt(matcher.group(3))))
        : Optional.empty();
  }

  static Optional<AttemptId> parseAttempt(String text) {
    var matcher = ATTEMPT.matcher(text);
    return matcher.matches()
        ? Optional.of(attemptOf(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }

  private static AttemptId attemptOf(String job, String number) {
    return new AttemptId(new JobId(Long.parseLong(job)), Integer.parseInt(number));
  }

  @Override
  public int compareTo(TaskKey other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return attempt + "." + task;
  }
}
