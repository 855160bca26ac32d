package org.suanli.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Jobs: what is asked for, what came of it, and why.
public final class Jobs {
  private Jobs() {}

  /// Where a job stands.
  public enum State {
    WAITING,
    RUNNING,
    SUCCEEDED,
    FAILED,
    CANCELLED;

    public boolean isTerminal() {
      return this != WAITING && this != RUNNING;
    }
  }

  /// How lists of jobs are sorted; newest or latest first.
  public enum Sort {
    SUBMITTED,
    ENDED
  }

  /// A job file to run.
  ///
  /// @param project `organization/name`, or a name within one's organization; read from the file if
  ///   left out
  /// @param file the job file's text, YAML or JSON
  /// @param changes fields that take the place of the file's, as the text of a job file; a mapping
  ///   of `env`, `labels` or `checkpoint` replaces only what it names
  public record Submission(@Nullable String project, String file, @Nullable String changes) {
    public Submission(@Nullable String project, String file) {
      this(project, file, null);
    }
  }

  /// What was accepted.
  ///
  /// @param shortfall absent if what pays for the job lasts for its time limit
  public record Submitted(Job job, @Nullable Shortfall shortfall) {}

  /// What pays for a job would end before the job could, if it started now and nothing else used
  /// it.
  ///
  /// @param allocation the last that pays
  /// @param isExpiry whether its window ends then, rather than its amount
  /// @param sentence the same in words
  public record Shortfall(String allocation, Instant at, boolean isExpiry, String sentence) {}

  /// What would come of a submission; nothing was submitted.
  ///
  /// @param isAccepted whether the job would be admitted
  /// @param violations why not
  /// @param accelerators what it occupies, in whole devices, rounded up
  /// @param milliAccelerators what it occupies, in thousandths of a device
  /// @param startsNow whether it would start at once
  /// @param forecast when it would start; absent if no forecast can be made
  /// @param reason what it would wait for; absent if it would start at once
  /// @param reservations what would be reserved for its first period, by acceptable make
  /// @param shortfall absent if what pays for the job lasts for its time limit
  public record Plan(
      boolean isAccepted,
      List<String> violations,
      long accelerators,
      long milliAccelerators,
      int tasks,
      boolean startsNow,
      @Nullable Forecast forecast,
      @Nullable Reason reason,
      List<Reservation> reservations,
      @Nullable Shortfall shortfall,
      String canonicalFile) {
    public Plan {
      violations = List.copyOf(violations);
      reservations = List.copyOf(reservations);
    }
  }

  /// @param allocation what would pay; absent if nothing can
  /// @param amount for the first period
  /// @param price of that amount in PFLOPS-hours; absent without a rating or a price
  public record Reservation(
      String model,
      @Nullable String allocation,
      @Nullable Amount amount,
      @Nullable Window period,
      @Nullable Money price) {}

  /// @param startsAt expected
  /// @param basis in words
  public record Forecast(Instant startsAt, String basis) {}

  /// @param sentence what blocks it
  /// @param remedy what can be done
  /// @param kind for programs
  public record Reason(String kind, String sentence, String remedy) {}

  /// @param job such as `job-7`
  /// @param project `organization/name`
  /// @param name from the job file; empty if it has none
  /// @param accelerators what it occupies, in whole devices, rounded up
  /// @param milliAccelerators what it occupies, in thousandths of a device
  /// @param digest SHA-256 of the canonical job file
  /// @param attempts how many there were
  /// @param promisedAt the start that it was promised last
  /// @param startedAt of its last attempt
  /// @param cause why its last attempt was asked to end
  public record Job(
      String job,
      String project,
      String organization,
      String member,
      String name,
      State state,
      String priorityClass,
      int priority,
      int tasks,
      long accelerators,
      long milliAccelerators,
      String digest,
      int attempts,
      Instant submittedAt,
      @Nullable Instant promisedAt,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt,
      @Nullable String cluster,
      @Nullable String model,
      @Nullable String outcome,
      @Nullable String cause) {}

  /// @param attempt such as `job-7.2`
  /// @param state LAUNCHING, RUNNING, STOPPING or ENDED
  /// @param outcome absent until it has ended
  public record Attempt(
      String attempt,
      int number,
      String state,
      String cluster,
      String model,
      Instant placedAt,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt,
      @Nullable String outcome,
      @Nullable String cause,
      List<Task> tasks,
      @Nullable Amount used,
      @Nullable Amount charged) {
    public Attempt {
      tasks = List.copyOf(tasks);
    }
  }

  /// @param devices numbers of its accelerators
  /// @param milliAcceleratorsEach what it holds of each of its devices, in thousandths; less than
  ///   1,000 if it shares one
  /// @param exitCode 0 to 255; absent while it runs, and if it was lost
  /// @param lost what shows that the platform lost it
  public record Task(
      int task,
      String role,
      String node,
      List<Integer> devices,
      long milliAcceleratorsEach,
      @Nullable Instant endedAt,
      @Nullable Integer exitCode,
      @Nullable String lost) {
    public Task {
      devices = List.copyOf(devices);
    }
  }

  /// A job with its attempts, latest first.
  public record JobDetail(Job job, List<Attempt> attempts, List<String> dependencies) {
    public JobDetail {
      attempts = List.copyOf(attempts);
      dependencies = List.copyOf(dependencies);
    }
  }

  /// @param sequence of the event in the journal
  /// @param kind the event's name
  /// @param detail in words
  public record TimelineEvent(long sequence, Instant at, String kind, String detail) {}

  /// Why a job waits, when it is to start, or why it runs no more.
  ///
  /// @param reason absent if it does not wait
  /// @param promisedAt the start that it was promised
  /// @param forecast absent if it does not wait or none can be made
  /// @param alternatives single changes with which it would start now, if it were submitted so
  public record Explanation(
      String job,
      State state,
      @Nullable Reason reason,
      @Nullable Instant promisedAt,
      @Nullable Forecast forecast,
      List<Alternative> alternatives) {
    public Explanation {
      alternatives = List.copyOf(alternatives);
    }
  }

  /// One change with which a waiting job would start now.
  ///
  /// @param kind for programs: `ShorterLimit`, `FewerTasks`, `FewerAccelerators` or `OtherModel`
  /// @param value as a job file has it: the most that would start, or the model
  /// @param sentence the same in words
  public record Alternative(String kind, String value, String sentence) {}

  /// A piece of a task's log.
  ///
  /// @param offset of its first byte
  /// @param next the offset after its last byte
  /// @param isComplete whether the log ends there and will not grow
  /// @param text UTF-8; bytes that are not are replaced
  public record LogChunk(long offset, long next, boolean isComplete, String text) {}

  /// @param path relative, with slashes
  public record Output(String path, long bytes, Instant modifiedAt) {}

  /// @param sha256 in lower-case hexadecimal
  public record Code(String sha256, long bytes) {}
}
