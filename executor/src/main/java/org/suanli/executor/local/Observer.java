package org.suanli.executor.local;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.suanli.core.units.AttemptId;
import org.suanli.executor.Report;
import org.suanli.executor.ReportListener;

/// Compares what the files and processes show with what was reported, and reports the difference.
/// Looking again changes nothing. Confined to the loop's thread.
final class Observer {
  private static final System.Logger LOG = System.getLogger(Observer.class.getName());

  /// The runner ends within a few milliseconds of its task, unless something holds the log open.
  private static final Duration QUIET_STEP = Duration.ofMillis(5);

  private static final int QUIET_STEPS_MAX = 100;

  /// Where there are no groups, who holds the log open is looked for from this step on: it means
  /// reading every process of the machine.
  private static final int SCAN_STEP = 3;

  /// From this step on, a log that is held open is not waited for.
  private static final int LOG_STEPS_MAX = 40;

  /// The exit code of a runner that was started under an epoch that is over.
  private static final int FENCED = 77;

  private static final Duration KILL_STEP = Duration.ofMillis(50);
  private static final int KILL_STEPS_MAX = 200;

  private final Machine machine;
  private final Loop loop;
  private final Endings endings;
  private final NodeFaults faults;
  private final ReportListener listener;
  private final SortedMap<AttemptId, LiveAttempt> attempts = new TreeMap<>();

  /// Forgotten tasks whose last processes the kernel has not yet cleared away.
  private final SortedSet<TaskKey> lingering = new TreeSet<>();

  private boolean isBehind;

  Observer(Machine machine, Loop loop, ReportListener listener) {
    this.machine = machine;
    this.loop = loop;
    this.listener = listener;
    endings = new Endings(machine);
    faults = new NodeFaults(machine, loop, this);
  }

  NodeFaults faults() {
    return faults;
  }

  Spool spool() {
    return machine.spool();
  }

  Endings endings() {
    return endings;
  }

  List<LiveAttempt> attempts() {
    return List.copyOf(attempts.values());
  }

  /// The attempt, learned from its published order if need be.
  Optional<LiveAttempt> find(AttemptId id) {
    var known = attempts.get(id);
    if (known != null) {
      return Optional.of(known);
    }
    var manifest = machine.spool().readSmall(machine.spool().attempt(id).resolve(Manifest.FILE));
    if (manifest.isEmpty()) {
      return Optional.empty();
    }
    var parsed = Manifest.parse(manifest.get()).filter(it -> it.attempt().equals(id));
    if (parsed.isEmpty()) {
      LOG.log(Level.WARNING, "event=manifest_damaged attempt={0}", id);
    }
    return parsed.map(
        it -> {
          var found = new LiveAttempt(id, it.nodes(), it.savesCheckpoints());
          add(found);
          return found;
        });
  }

  void add(LiveAttempt attempt) {
    attempts.put(attempt.id, attempt);
  }

  void remove(AttemptId id) {
    attempts.remove(id);
  }

  /// Learns of every attempt whose order is published, and looks at each.
  void discover() {
    // First the groups, then the orders: another server may be launching.
    var groups = machine.groups().keys();
    machine.spool().published().forEach(this::find);
    removeStrays();
    groups.stream().filter(key -> !attempts.containsKey(key.attempt())).forEach(lingering::add);
    for (var attempt : attempts()) {
      attempt.tasks.forEach(task -> observe(attempt, task));
      resumeStop(attempt);
    }
  }

  /// Records that a runner wrote after its attempt was forgotten.
  private void removeStrays() {
    for (var folder : List.of(machine.spool().begun(), machine.spool().ended())) {
      Spool.keys(folder).stream()
          .filter(key -> !attempts.containsKey(key.attempt()))
          .filter(machine.spool()::hasEmptyClaim)
          .forEach(key -> Spool.delete(folder.resolve(key.toString())));
    }
  }

  /// A record arrived.
  void observe(TaskKey key) {
    var attempt = find(key.attempt());
    if (attempt.isEmpty()) {
      if (machine.spool().hasEmptyClaim(key)) {
        machine.spool().forget(key);
      }
    } else if (key.task() < attempt.get().tasks.size()) {
      observe(attempt.get(), attempt.get().tasks.get(key.task()));
    }
  }

  void observe(LiveAttempt attempt, LiveAttempt.Task task) {
    if (task.ended != null || faults.isFailed(task.node)) {
      return;
    }
    if (task.begun == null) {
      machine.spool().readBegun(task.key).ifPresent(begun -> begin(attempt, task, begun));
    }
    if (!machine.spool().hasEnded(task.key)) {
      return;
    }
    var record = machine.spool().readEnded(task.key).filter(Endings::isSound);
    if (record.isEmpty()) {
      loseIfDamaged(attempt, task);
    } else if (isQuiet(attempt, task, record.get())) {
      end(task, endings.report(task, record.get()));
    }
  }

  /// A record that is not whole may be just being written, or wait for room.
  private void loseIfDamaged(LiveAttempt attempt, LiveAttempt.Task task) {
    boolean isWritten = machine.spool().isEndWhole(task.key) || !endings.isBeingWritten(task);
    boolean isDamaged =
        isWritten && machine.spool().readEnded(task.key).filter(Endings::isSound).isEmpty();
    if (isDamaged) {
      machine.spool().quarantine(task.key);
      lose(attempt, task, "the record of its end was damaged");
    }
  }

  private void begin(LiveAttempt attempt, LiveAttempt.Task task, RunnerRecord.Begun begun) {
    task.begun = begun;
    machine
        .spool()
        .readStop(attempt.id, machine.processes().boot())
        .ifPresent(
            killAt -> {
              if (killAt.compareTo(machine.processes().uptime()) > 0) {
                endings.terminate(task);
              }
              killAt(attempt, killAt);
            });
    reportStart(attempt);
  }

  private void reportStart(LiveAttempt attempt) {
    if (!attempt.isStartReported && attempt.hasBegun()) {
      attempt.isStartReported = true;
      report(new Report.Started(attempt.id));
    }
  }

  /// Whether nothing of the task runs any more and its log is whole; looks again soon if not.
  private boolean isQuiet(LiveAttempt attempt, LiveAttempt.Task task, RunnerRecord record) {
    boolean isLogOpen = task.runnerExit == null && endings.hasRunner(task);
    boolean isEmpty = true;
    boolean isAlone = record instanceof RunnerRecord.Exited exited && !exited.hasLeft();
    if (machine.groups().isPresent() || !isAlone || (isLogOpen && task.waits >= SCAN_STEP)) {
      isEmpty = endings.leftBehind(task).isEmpty();
    }
    if (!isEmpty) {
      endings.kill(task);
    }
    if (isEmpty && (task.waits >= LOG_STEPS_MAX || !isLogOpen)) {
      return true;
    }
    task.waits++;
    if (task.waits == QUIET_STEPS_MAX) {
      LOG.log(Level.WARNING, "event=task_lingers task={0}", task.key);
    }
    if (task.waits <= QUIET_STEPS_MAX) {
      loop.after(QUIET_STEP, () -> observe(attempt, task));
    }
    return false;
  }

  private void end(LiveAttempt.Task task, Report.TaskEnded ended) {
    task.ended = ended;
    machine.groups().noteMemoryKills(task.key, machine.spool().log(task.key));
    task.hasGroups = !machine.groups().isPresent() || !machine.groups().remove(task.key);
    report(ended);
  }

  /// Looks for evidence that a task will never have a record of its end.
  void verify(LiveAttempt attempt, LiveAttempt.Task task) {
    boolean isOpen =
        task.ended == null && !faults.isFailed(task.node) && !machine.spool().hasEnded(task.key);
    if (isOpen && task.unstarted != null) {
      refuse(attempt, task, task.unstarted);
    } else if (isOpen) {
      var evidence = endings.findLoss(task);
      // A runner that ended meanwhile wrote its record first.
      if (evidence.isPresent() && !machine.spool().hasEnded(task.key)) {
        lose(attempt, task, evidence.get());
      }
    }
  }

  /// Sees to it that a task that could not be started never is, unless another server started it.
  private void refuse(LiveAttempt attempt, LiveAttempt.Task task, String evidence) {
    task.isRefused = task.isRefused || machine.spool().takeClaim(task.key);
    if (task.isRefused) {
      lose(attempt, task, evidence);
    } else {
      task.unstarted = null;
    }
  }

  /// Records that a task is lost. What is left of it is ended first, so that it records nothing
  /// else.
  void lose(LiveAttempt attempt, LiveAttempt.Task task, String evidence) {
    LOG.log(Level.WARNING, "event=task_lost task={0} evidence={1}", task.key, evidence);
    endings.killRunner(task);
    var processes = machine.processes();
    var lost = new RunnerRecord.Lost(processes.boot(), processes.uptime(), evidence);
    machine.spool().writeLost(task.key, lost);
    observe(attempt, task);
  }

  /// A runner that this server started ended; usually its record is there.
  void runnerEnded(TaskKey key, int code) {
    var attempt = attempts.get(key.attempt());
    if (attempt == null) {
      return;
    }
    var task = attempt.tasks.get(key.task());
    if (code == FENCED) {
      // A later term has begun, and its server sees to the task.
      task.isSpawned = false;
      return;
    }
    task.runnerExit = code;
    observe(attempt, task);
    verify(attempt, task);
  }

  void stop(LiveAttempt attempt, Duration grace) {
    var processes = machine.processes();
    var killAt = processes.uptime().plus(grace);
    var earlier = machine.spool().readStop(attempt.id, processes.boot());
    var soonest = earlier.filter(it -> it.compareTo(killAt) < 0).orElse(killAt);
    machine.spool().writeStop(attempt.id, processes.boot(), soonest);
    for (var task : attempt.tasks) {
      observe(attempt, task);
      if (task.ended == null && !grace.isZero() && !faults.isFailed(task.node)) {
        endings.terminate(task);
      }
    }
    killAt(attempt, soonest);
  }

  /// After a restart: what was asked to end still has to.
  private void resumeStop(LiveAttempt attempt) {
    machine
        .spool()
        .readStop(attempt.id, machine.processes().boot())
        .ifPresent(killAt -> killAt(attempt, killAt));
  }

  private void killAt(LiveAttempt attempt, Duration uptime) {
    var left = uptime.minus(machine.processes().uptime());
    loop.after(left.isNegative() ? Duration.ZERO : left, () -> kill(attempt, 0));
  }

  /// Kills again until every end was seen: a process may have been starting another.
  private void kill(LiveAttempt attempt, int step) {
    boolean isLeft = false;
    for (var task : attempt.tasks) {
      observe(attempt, task);
      if (task.ended == null && task.begun != null && !faults.isFailed(task.node)) {
        endings.kill(task);
        isLeft = true;
      }
    }
    if (isLeft && step < KILL_STEPS_MAX) {
      loop.after(KILL_STEP, () -> kill(attempt, step + 1));
    } else if (isLeft) {
      LOG.log(Level.ERROR, "event=attempt_unkillable attempt={0}", attempt.id);
    }
  }

  /// Looks at everything again, in case the kernel's notice was missed or refused.
  void rescan() {
    for (var attempt : attempts()) {
      for (var task : attempt.tasks) {
        observe(attempt, task);
        verify(attempt, task);
      }
    }
    clean();
    if (!isCleared()) {
      LOG.log(Level.WARNING, "event=groups_linger tasks={0}", lingering);
    }
    faults.repeatIf(isBehind);
    if (isBehind) {
      repeat();
    }
  }

  /// Gives the groups of a forgotten task back.
  void release(TaskKey key) {
    if (!machine.groups().remove(key)) {
      lingering.add(key);
    }
  }

  /// Ends what is left of forgotten tasks.
  ///
  /// @return whether nothing is
  boolean isCleared() {
    lingering.forEach(key -> machine.groups().processes(key).forEach(ProcessTable::kill));
    lingering.removeIf(machine.groups()::remove);
    return lingering.isEmpty();
  }

  /// Removes the groups of ended tasks that were still in use. Without groups, ends what a task
  /// left in its session with neither its process group nor its log.
  private void clean() {
    var ended = new ArrayList<RunnerRecord.Identity>();
    for (var attempt : attempts.values()) {
      for (var task : attempt.tasks) {
        if (task.ended != null && task.hasGroups) {
          task.hasGroups = !machine.groups().remove(task.key);
          if (task.begun != null && !machine.groups().isPresent() && endings.isCurrent(task)) {
            ended.add(task.begun.leader());
          }
        }
      }
    }
    machine.processes().inSessionsOf(ended).forEach(ProcessTable::kill);
  }

  /// Repeats what was reported.
  void repeat() {
    isBehind = false;
    for (var attempt : attempts()) {
      if (attempt.isStartReported) {
        report(new Report.Started(attempt.id));
      }
      for (var task : attempt.tasks) {
        if (task.ended != null) {
          report(task.ended);
        }
      }
    }
  }

  void report(Report report) {
    try {
      listener.accept(report);
    } catch (RuntimeException e) {
      isBehind = true;
      LOG.log(Level.WARNING, "event=report_refused report=" + report, e);
    }
  }
}
