package org.suanli.simulation;

import java.time.Duration;
import java.util.Optional;
import org.suanli.core.engine.Event;

/// What the tasks of one attempt do on the fake machines.
///
/// @param startsAfter from the launch until its tasks run
/// @param runs from then until they end by themselves
/// @param exitCode with which they end; 0 to 255
/// @param failingTask the task that ends with that code, the others ending with 0; all do if it is
///   negative
/// @param stopsAfter from a request to stop until they obey; longer than the grace means never
/// @param checkpointEvery how often they save their progress; empty if never
/// @param reportsAfter how late reports arrive
/// @param repeatsReports how many times more each report arrives
public record Script(
    Duration startsAfter,
    Duration runs,
    int exitCode,
    int failingTask,
    Duration stopsAfter,
    Optional<Duration> checkpointEvery,
    Duration reportsAfter,
    int repeatsReports) {

  /// The exit code of a task that ended by SIGTERM.
  static final int TERMINATED = 143;

  /// The exit code of a task that ended by SIGKILL.
  static final int KILLED = 137;

  /// Gives each attempt what it does.
  @FunctionalInterface
  public interface Source {
    Script of(Event.AttemptPlaced placed);
  }

  /// Starts at once, ends well after this time, obeys at once, reports at once.
  public static Script runs(Duration time) {
    return new Script(
        Duration.ZERO, time, 0, -1, Duration.ofSeconds(1), Optional.empty(), Duration.ZERO, 0);
  }

  public Script startsAfter(Duration time) {
    return new Script(
        time,
        runs,
        exitCode,
        failingTask,
        stopsAfter,
        checkpointEvery,
        reportsAfter,
        repeatsReports);
  }

  public Script exits(int code) {
    return new Script(
        startsAfter,
        runs,
        code,
        failingTask,
        stopsAfter,
        checkpointEvery,
        reportsAfter,
        repeatsReports);
  }

  public Script stopsAfter(Duration time) {
    return new Script(
        startsAfter,
        runs,
        exitCode,
        failingTask,
        time,
        checkpointEvery,
        reportsAfter,
        repeatsReports);
  }

  public Script checkpointsEvery(Duration interval) {
    return new Script(
        startsAfter,
        runs,
        exitCode,
        failingTask,
        stopsAfter,
        Optional.of(interval),
        reportsAfter,
        repeatsReports);
  }

  int codeOf(int task) {
    return failingTask < 0 || failingTask == task ? exitCode : 0;
  }
}
