package org.suanli.core.scheduling;

import java.time.Duration;
import java.util.Comparator;

/// How the scheduler decides, where a centre may choose. Changed by a command, kept in the journal
/// with a version; the simulator tries another on the same jobs.
///
/// @param order in which jobs are tried
/// @param backfill what may start while a job that comes before it is blocked
/// @param usageHalfLife after which use counts half in the fair share; one hour to 365 days
/// @param preemption what a preempted job is taken to lose, and which may be none
public record Policy(
    Order order, Backfill backfill, Duration usageHalfLife, Preemption preemption) {
  static final Duration HALF_LIFE_MIN = Duration.ofHours(1);
  static final Duration HALF_LIFE_MAX = Duration.ofDays(365);

  /// What a centre starts with.
  public static final Policy STANDARD =
      new Policy(Order.FAIR_SHARE, Backfill.EASY, Duration.ofDays(7), Preemption.STANDARD);

  public Policy {
    if (!mayHalve(usageHalfLife)) {
      throw new IllegalArgumentException(
          "The half-life (%s) of use must be one hour to 365 days.".formatted(usageHalfLife));
    }
  }

  /// Whether a policy may have this half-life of use.
  public static boolean mayHalve(Duration halfLife) {
    return halfLife.compareTo(HALF_LIFE_MIN) >= 0 && halfLife.compareTo(HALF_LIFE_MAX) <= 0;
  }

  public Policy withOrder(Order value) {
    return new Policy(value, backfill, usageHalfLife, preemption);
  }

  public Policy withBackfill(Backfill value) {
    return new Policy(order, value, usageHalfLife, preemption);
  }

  public Policy withUsageHalfLife(Duration value) {
    return new Policy(order, backfill, value, preemption);
  }

  public Policy withPreemption(Preemption value) {
    return new Policy(order, backfill, usageHalfLife, value);
  }

  /// Which of two jobs is tried first.
  public enum Order {
    /// Organizations below their guaranteed share, then class, then the smallest decayed share;
    /// within an organization class, priority, submission.
    FAIR_SHARE(
        Comparator.comparing((Waiting waiting) -> waiting.demand().priorityClass())
            .thenComparing(waiting -> -waiting.demand().priority())
            .thenComparing(Waiting.BY_SUBMISSION)),
    /// Submission alone.
    FIRST_COME(Waiting.BY_SUBMISSION),
    /// The shortest time limit, those without one last; then submission.
    SHORTEST_FIRST(Comparator.comparing(Waiting::timeLimit).thenComparing(Waiting.BY_SUBMISSION));

    private final Comparator<Waiting> jobs;

    Order(Comparator<Waiting> jobs) {
      this.jobs = jobs;
    }

    /// The order of the jobs of one organization; of all, unless shares come into it.
    Comparator<Waiting> jobs() {
      return jobs;
    }
  }

  /// How jobs are preempted.
  ///
  /// @param restartCost how long a preempted job is taken to need until it is again where it had
  ///   saved; up to a day
  /// @param minimumRunTime for which an attempt is not preempted; counted from its placement, from
  ///   when it holds and pays, so that it is known before anything is started; up to 7 days
  public record Preemption(Duration restartCost, Duration minimumRunTime) {
    static final Duration RESTART_MAX = Duration.ofDays(1);
    static final Duration RUN_TIME_MAX = Duration.ofDays(7);

    /// What a centre starts with.
    public static final Preemption STANDARD =
        new Preemption(Duration.ofMinutes(5), Duration.ofMinutes(10));

    public Preemption {
      if (!mayCost(restartCost)) {
        throw new IllegalArgumentException(
            "The cost (%s) of a restart must be 0 to 1 day.".formatted(restartCost));
      }
      if (!mayLast(minimumRunTime)) {
        throw new IllegalArgumentException(
            "The minimum run time (%s) must be 0 to 7 days.".formatted(minimumRunTime));
      }
    }

    /// Whether a restart may be taken to cost this.
    public static boolean mayCost(Duration restart) {
      return !restart.isNegative() && restart.compareTo(RESTART_MAX) <= 0;
    }

    /// Whether this may be the minimum run time.
    public static boolean mayLast(Duration runTime) {
      return !runTime.isNegative() && runTime.compareTo(RUN_TIME_MAX) <= 0;
    }

    public Preemption withRestartCost(Duration value) {
      return new Preemption(value, minimumRunTime);
    }

    public Preemption withMinimumRunTime(Duration value) {
      return new Preemption(restartCost, value);
    }
  }

  /// What may pass a blocked job.
  public enum Backfill {
    /// Nothing: it blocks the pools that it waits for, and is promised nothing.
    NONE(0),
    /// What does not delay the first blocked job, which is promised a start.
    EASY(1),
    /// What does not delay the blocked jobs that are promised a start: the first {@value
    /// #PROMISES_MAX} of a class or a higher one.
    CONSERVATIVE(Backfill.PROMISES_MAX);

    /// Bounds the work of a cycle; a job behind so many waits long, and its promise would move.
    static final int PROMISES_MAX = 256;

    private final int promisesMax;

    Backfill(int promisesMax) {
      this.promisesMax = promisesMax;
    }

    /// How many blocked jobs are promised a start.
    public int promisesMax() {
      return promisesMax;
    }
  }
}
