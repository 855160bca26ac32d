package org.suanli.executor;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.suanli.core.units.AttemptId;

/// The machines of one cluster, as the control loop sees them.
///
/// Every order is an effect that may be given more than once, by more than one server; repeating
/// one is harmless. Orders return at once, and what came of them arrives as a {@link Report}. At
/// most one execution of an attempt's task ever happens: it claims the task at its target first.
public interface Executor extends AutoCloseable {

  /// What the machines can do; constant after construction.
  Capabilities capabilities();

  /// Begins to observe, finds what earlier servers left running or ended, and reports it.
  ///
  /// @param listener called on one thread, in the order of what was seen
  /// @throws IllegalStateException if called twice
  void start(ReportListener listener);

  /// A term begins: orders of earlier epochs start nothing from here on, whichever server gave them
  /// and however far they came. Then looks at everything, as {@link #reconcile} does. Afterwards
  /// the caller launches again what it holds as launching, then stops again what it holds as
  /// stopping, and forgets the others.
  ///
  /// @return the attempts that are known here, in order; empty if a later term began meanwhile: the
  ///   caller's picture is old, and nothing may follow from it
  Optional<List<AttemptId>> begin(long epoch);

  /// Starts the tasks of an attempt, each once.
  ///
  /// @throws ExecutorFailure if too many launches are under way
  void launch(LaunchOrder order);

  /// Asks every task to end: SIGTERM now, SIGKILL after the grace. A task that has not begun will
  /// not. An attempt that is not known here is left alone.
  ///
  /// @param grace zero or more
  void stop(AttemptId attempt, Duration grace);

  /// Ends every task now, with everything that it started.
  void kill(AttemptId attempt);

  /// The outcome is durable: frees what the attempt holds here, except for its logs and outputs.
  /// What still runs of it is killed. It is never executed again.
  void forget(AttemptId attempt);

  /// Looks at everything again and repeats the reports of every attempt that is not forgotten.
  ///
  /// @return the attempts that are known here, in order
  List<AttemptId> reconcile();

  /// Stops observing. Tasks run on.
  @Override
  void close();
}
