package org.suanli.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Event;
import org.suanli.core.supply.Placement;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.NodeId;

/// The fake executor: takes the effects of events and runs tasks in virtual time.
///
/// What a task does is told by a {@link Script}. Reports may come late, twice, or never, when their
/// node dies. A hidden node goes on working, but neither hears requests nor reports until it is
/// shown again. The machines hold the engine to the physical world: an attempt executes once
/// however often it is launched, and a device runs one task at a time, or as many as share it.
public final class Machines {
  private final Script.Source scripts;
  private final TreeMap<AttemptId, Execution> executions = new TreeMap<>();
  private final Set<AttemptId> claimed = new HashSet<>();

  /// How much of each device is in use, in thousandths.
  private final TreeMap<NodeId, int[]> busy = new TreeMap<>();

  private final TreeSet<NodeId> dead = new TreeSet<>();
  private final TreeMap<NodeId, List<Command.Reports>> hidden = new TreeMap<>();
  private final PriorityQueue<Due> dues = new PriorityQueue<>(Due.ORDER);
  private long sequence;
  private int refusedLaunches;

  /// Something that will happen on the machines, or a report that will arrive.
  private record Due(Instant at, long sequence, What what) {
    static final Comparator<Due> ORDER =
        Comparator.comparing(Due::at).thenComparingLong(Due::sequence);
  }

  private sealed interface What {
    record Begin(AttemptId attempt) implements What {}

    record Exit(AttemptId attempt, int task, int code) implements What {}

    record Checkpoint(AttemptId attempt) implements What {}

    record Arrive(Command.Reports report) implements What {}
  }

  private static final class Execution {
    final Placement placement;
    final Script script;
    final boolean[] isOver;
    boolean isRunning;
    boolean isAskedToStop;
    boolean isKilled;

    Execution(Placement placement, Script script) {
      this.placement = placement;
      this.script = script;
      isOver = new boolean[placement.tasks().size()];
    }

    boolean isOver() {
      for (boolean over : isOver) {
        if (!over) {
          return false;
        }
      }
      return true;
    }
  }

  public Machines(Script.Source scripts) {
    this.scripts = scripts;
  }

  /// Takes the effect of an event, if it has one.
  ///
  /// @throws IllegalStateException if a launch would put more on a device than there is of it
  public void accept(Event.Stamped stamped) {
    switch (stamped.event()) {
      case Event.AttemptPlaced placed -> launch(placed, stamped.at());
      case Event.StopRequested(var id, _, _) -> stop(id, stamped.at());
      case Event.KillRequested(var id) -> kill(id, stamped.at());
      default -> {
        // The others have no effect outside.
      }
    }
  }

  private void launch(Event.AttemptPlaced placed, Instant at) {
    if (!claimed.add(placed.attempt())) {
      refusedLaunches++;
      return;
    }
    var execution = new Execution(placed.placement(), scripts.of(placed));
    for (var task : placed.placement().tasks()) {
      use(task, 1);
    }
    executions.put(placed.attempt(), execution);
    for (int task = 0; task < execution.isOver.length; task++) {
      if (dead.contains(placed.placement().tasks().get(task).node())) {
        over(execution, task);
      }
    }
    add(at.plus(execution.script.startsAfter()), new What.Begin(placed.attempt()));
  }

  private void stop(AttemptId id, Instant at) {
    var execution = executions.get(id);
    if (execution != null && !execution.isAskedToStop) {
      execution.isAskedToStop = true;
      endAll(id, execution, at.plus(execution.script.stopsAfter()), Script.TERMINATED);
    }
  }

  private void kill(AttemptId id, Instant at) {
    var execution = executions.get(id);
    if (execution != null) {
      execution.isKilled = true;
      endAll(id, execution, at.plusMillis(1), Script.KILLED);
    }
  }

  /// Ends the tasks on nodes that hear it; the others hear it when their node is shown.
  private void endAll(AttemptId id, Execution execution, Instant at, int code) {
    for (int task = 0; task < execution.isOver.length; task++) {
      if (!hidden.containsKey(execution.placement.tasks().get(task).node())) {
        add(at, new What.Exit(id, task, code));
      }
    }
  }

  /// The next instant at which a report arrives or a task does something; empty if nothing is under
  /// way.
  public Optional<Instant> nextDue() {
    return Optional.ofNullable(dues.peek()).map(Due::at);
  }

  /// Lets time pass up to and including an instant. Returns the reports that arrive in it, in
  /// order.
  public List<Command.Reports> until(Instant instant) {
    var arrived = new ArrayList<Command.Reports>();
    for (var due = dues.peek(); due != null && !due.at().isAfter(instant); due = dues.peek()) {
      dues.remove();
      switch (due.what()) {
        case What.Begin(var id) -> begin(id, due.at());
        case What.Exit(var id, int task, int code) -> exit(id, task, code, due.at());
        case What.Checkpoint(var id) -> checkpoint(id, due.at());
        case What.Arrive(var report) -> arrived.add(report);
      }
    }
    return arrived;
  }

  private void begin(AttemptId id, Instant at) {
    var execution = executions.get(id);
    if (execution == null || execution.isOver()) {
      return;
    }
    execution.isRunning = true;
    boolean allRun = true;
    for (int task = 0; task < execution.isOver.length; task++) {
      allRun &= !execution.isOver[task];
      add(at.plus(execution.script.runs()), new What.Exit(id, task, execution.script.codeOf(task)));
    }
    if (allRun) {
      report(execution, 0, at, new Command.ReportStarted(id));
    }
    nextCheckpoint(id, execution, at);
  }

  private void nextCheckpoint(AttemptId id, Execution execution, Instant at) {
    execution
        .script
        .checkpointEvery()
        .ifPresent(interval -> add(at.plus(interval), new What.Checkpoint(id)));
  }

  private void checkpoint(AttemptId id, Instant at) {
    var execution = executions.get(id);
    if (execution != null && !execution.isOver()) {
      report(execution, 0, at, new Command.ReportCheckpoint(id));
      nextCheckpoint(id, execution, at);
    }
  }

  private static final long FINER_NANOS = 123_456;

  private void exit(AttemptId id, int task, int code, Instant at) {
    var execution = executions.get(id);
    if (execution == null || execution.isOver[task]) {
      return;
    }
    over(execution, task);
    // Real clocks are finer than the engine's.
    var ending = new Event.TaskEnding.Exited(code, at.plusNanos(FINER_NANOS));
    report(execution, task, at, new Command.ReportTaskEnded(id, task, ending));
    forgetIfOver(id, execution);
  }

  private void over(Execution execution, int task) {
    execution.isOver[task] = true;
    var place = execution.placement.tasks().get(task);
    use(place, -1);
  }

  private void use(Placement.OnNode place, int sign) {
    int[] used = busy.computeIfAbsent(place.node(), _ -> new int[Long.SIZE]);
    for (long left = place.devices(); left != 0; left &= left - 1) {
      int device = Long.numberOfTrailingZeros(left);
      used[device] += sign * Math.toIntExact(place.share().milli());
      if (used[device] > MilliAccelerators.DEVICE.milli()) {
        throw new IllegalStateException(
            "Device " + device + " of " + place.node() + " would run more than fits on it.");
      }
    }
  }

  private void forgetIfOver(AttemptId id, Execution execution) {
    if (execution.isOver()) {
      executions.remove(id);
    }
  }

  private void report(Execution execution, int task, Instant at, Command.Reports report) {
    var node = execution.placement.tasks().get(task).node();
    if (dead.contains(node)) {
      return;
    }
    var held = hidden.get(node);
    if (held != null) {
      held.add(report);
      return;
    }
    var arrival = at.plus(execution.script.reportsAfter());
    for (int copy = 0; copy <= execution.script.repeatsReports(); copy++) {
      add(arrival.plus(Duration.ofMinutes(copy)), new What.Arrive(report));
    }
  }

  private void add(Instant at, What what) {
    dues.add(new Due(at, sequence++, what));
  }

  /// Loses one task, as when its container cannot be created; the executor tells so.
  ///
  /// @return whether it still ran
  public boolean lose(AttemptId id, int task, Instant at) {
    var execution = executions.get(id);
    if (execution == null || execution.isOver[task]) {
      return false;
    }
    over(execution, task);
    var ending = new Event.TaskEnding.Lost("its container could not be created", at);
    report(execution, task, at, new Command.ReportTaskEnded(id, task, ending));
    forgetIfOver(id, execution);
    return true;
  }

  /// Switches a node off: what runs there ends, and what it has not reported is lost.
  public void die(NodeId node) {
    dead.add(node);
    hidden.remove(node);
    for (var id : List.copyOf(executions.keySet())) {
      var execution = executions.get(id);
      for (int task = 0; execution != null && task < execution.isOver.length; task++) {
        if (execution.placement.tasks().get(task).node().equals(node) && !execution.isOver[task]) {
          over(execution, task);
        }
      }
      if (execution != null) {
        forgetIfOver(id, execution);
      }
    }
  }

  /// Switches a node on again, empty.
  public void revive(NodeId node) {
    dead.remove(node);
  }

  public boolean isDead(NodeId node) {
    return dead.contains(node);
  }

  /// Cuts a node off: it goes on working, unheard.
  public void hide(NodeId node) {
    hidden.putIfAbsent(node, new ArrayList<>());
  }

  /// Connects a hidden node again; it hears what was asked meanwhile, and reports what it held
  /// back.
  public void show(NodeId node, Instant at) {
    var held = hidden.remove(node);
    if (held == null) {
      return;
    }
    held.forEach(report -> add(at, new What.Arrive(report)));
    executions.forEach(
        (id, execution) -> {
          if (execution.isKilled) {
            endAll(id, execution, at.plusMillis(1), Script.KILLED);
          } else if (execution.isAskedToStop) {
            endAll(id, execution, at.plus(execution.script.stopsAfter()), Script.TERMINATED);
          }
        });
  }

  /// Whether some task of an attempt still runs, or would when its node were seen.
  public boolean isExecuting(AttemptId id) {
    return executions.containsKey(id);
  }

  /// Launches of attempts that had been launched before; none of them executed.
  public int refusedLaunches() {
    return refusedLaunches;
  }
}
