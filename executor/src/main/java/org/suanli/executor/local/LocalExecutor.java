package org.suanli.executor.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.JobId;
import org.suanli.core.units.NodeId;
import org.suanli.executor.Capabilities;
import org.suanli.executor.Executor;
import org.suanli.executor.ExecutorFailure;
import org.suanli.executor.LaunchOrder;
import org.suanli.executor.ReportListener;

/// Runs tasks as processes of this machine, which plays one or more virtual nodes.
///
/// Tasks outlive the server. A service manager must be told so: under systemd, `KillMode=process`,
/// or stopping the server ends its tasks.
public final class LocalExecutor implements Executor {
  private static final System.Logger LOG = System.getLogger(LocalExecutor.class.getName());

  /// Starting a process is work of the kernel: more threads than this only wait for each other.
  private static final int LAUNCH_THREADS = 3;

  /// Far more attempts than one machine has slots, and little memory.
  private static final int LAUNCHES_MAX = 10_000;

  private static final String TOO_MANY =
      "The launches under way must be at most " + LAUNCHES_MAX + ".";

  /// A runner that did not take its claim for so long was killed before it could.
  private static final Duration BEGIN_MAX = Duration.ofSeconds(60);

  /// Notices of the kernel are missed only if its queue overflows.
  private static final Duration RESCAN_STEP = Duration.ofSeconds(3);

  private final Machine machine;
  private final Isolation isolation;
  private final Launcher launcher;
  private final Loop loop = new Loop();
  private final ThreadPoolExecutor launches;
  private @Nullable Session session;

  /// @throws ExecutorFailure if this machine lacks what the settings ask for
  public LocalExecutor(LocalSettings settings) {
    var spool = new Spool(settings.state());
    spool.create();
    isolation =
        settings.limits()
            ? IsolationProbe.probe("suanli-" + name(spool.root()))
            : Isolation.none("the settings leave them off");
    var workspace = new Workspace(settings.work(), settings.user());
    machine =
        new Machine(settings, spool, workspace, new ProcessTable(), new ControlGroups(isolation));
    launcher = new Launcher(machine);
    launches =
        new ThreadPoolExecutor(
            LAUNCH_THREADS,
            LAUNCH_THREADS,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(LAUNCHES_MAX),
            Thread.ofPlatform().name("suanli-executor-launch-", 0).daemon().factory());
    try {
      Preconditions.require(machine);
      launcher.install();
    } catch (ExecutorFailure e) {
      machine.groups().removeBases();
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The same for the same directory, so that a later server finds the groups.
  private static String name(Path root) {
    return UUID.nameUUIDFromBytes(root.toString().getBytes(StandardCharsets.UTF_8)).toString();
  }

  @Override
  public Capabilities capabilities() {
    boolean isTrusted = machine.settings().user().isTrusted();
    return new Capabilities(
        false,
        isTrusted,
        isolation.limits(Isolation.Resource.CPU),
        isolation.limits(Isolation.Resource.MEMORY),
        isolation.limits(Isolation.Resource.PROCESSES),
        isolation.sentence()
            + (isTrusted
                ? " Tasks run as the server's user and can do whatever it can."
                : " Tasks run as users without an account and without privileges."));
  }

  @Override
  public void start(ReportListener listener) {
    loop.call(
        () -> {
          if (session != null) {
            throw new IllegalStateException("The executor was started before.");
          }
          session = begin(listener);
          return session;
        });
  }

  private Session begin(ReportListener listener) {
    var observer = new Observer(machine, loop, listener);
    var watcher = new Watcher(loop);
    var marks = new CheckpointMarks(machine, loop, watcher, observer);
    var begun = new Session(observer, watcher, marks);
    begun.watchSpool();
    watcher.start();
    machine.spool().removeOld(machine.now());
    observer.faults().resume();
    observer.discover();
    marks.rescan();
    loop.every(RESCAN_STEP, begun::rescan);
    LOG.log(
        Level.INFO,
        "event=executor_started attempts={0} isolation={1}",
        observer.attempts().size(),
        isolation.sentence());
    return begun;
  }

  private Session session() {
    if (session == null) {
      throw new IllegalStateException("The executor must be started first.");
    }
    return session;
  }

  @Override
  public Optional<List<AttemptId>> begin(long epoch) {
    return loop.call(
        () -> {
          machine.spool().create();
          machine.spool().raiseEpoch(epoch);
          var known = look();
          // Whoever has a later epoch raised it before it published anything.
          return machine.spool().epoch() > epoch
              ? Optional.<List<AttemptId>>empty()
              : Optional.of(known);
        });
  }

  @Override
  public void launch(LaunchOrder order) {
    if (launches.getQueue().remainingCapacity() == 0) {
      throw tooMany();
    }
    loop.execute(() -> accept(order));
  }

  private static ExecutorFailure tooMany() {
    return new ExecutorFailure(ExecutorFailure.Kind.RESOURCES, TOO_MANY);
  }

  private void accept(LaunchOrder order) {
    long epoch = machine.spool().epoch();
    if (order.epoch() < epoch) {
      LOG.log(
          Level.WARNING,
          "event=launch_fenced attempt={0} epoch={1} seen={2}",
          order.attempt(),
          order.epoch(),
          epoch);
      return;
    }
    if (order.epoch() > epoch) {
      machine.spool().raiseEpoch(order.epoch());
    }
    var observer = session().observer();
    var attempt = observer.find(order.attempt()).orElseGet(() -> learn(order));
    var due = new ArrayList<TaskKey>();
    for (var task : attempt.tasks) {
      boolean isDue =
          !task.isSpawned
              && !observer.faults().isFailed(task.node)
              && !machine.spool().isClaimed(task.key);
      if (isDue) {
        task.isSpawned = true;
        due.add(task.key);
      }
    }
    if (!due.isEmpty()) {
      send(order, due);
    }
  }

  private LiveAttempt learn(LaunchOrder order) {
    var nodes = order.tasks().stream().map(task -> task.place().node()).toList();
    var attempt = new LiveAttempt(order.attempt(), nodes, order.program().savesCheckpoints());
    if (!machine.spool().hasEmptyClaim(new TaskKey(order.attempt(), 0))) {
      session().observer().add(attempt);
    }
    return attempt;
  }

  private void send(LaunchOrder order, List<TaskKey> due) {
    try {
      launches.execute(() -> start(order, due));
    } catch (RejectedExecutionException e) {
      LOG.log(Level.WARNING, "event=launch_refused attempt=" + order.attempt(), e);
      due.forEach(key -> runnerFailed(key, TOO_MANY));
    }
  }

  /// On a thread of its own: starting processes takes longer than the loop should.
  private void start(LaunchOrder order, List<TaskKey> due) {
    try {
      requireArchive(order);
      launcher.publish(order);
      loop.execute(
          () -> session().observer().find(order.attempt()).ifPresent(session().marks()::watch));
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.WARNING, "event=launch_failed attempt=" + order.attempt(), e);
      due.forEach(key -> loop.execute(() -> runnerFailed(key, "it could not be prepared: " + e)));
      return;
    }
    for (var key : due) {
      try {
        var _ =
            launcher
                .spawn(order, key)
                .whenComplete((code, failure) -> loop.execute(() -> take(key, code, failure)));
        loop.after(
            BEGIN_MAX,
            () ->
                runnerFailed(
                    key, "its runner did not begin within " + BEGIN_MAX.toSeconds() + " s"));
      } catch (IOException e) {
        LOG.log(Level.WARNING, "event=launch_failed task=" + key, e);
        loop.execute(() -> runnerFailed(key, "no process could be started: " + e.getMessage()));
      }
    }
  }

  private void take(TaskKey key, @Nullable Integer code, @Nullable Throwable failure) {
    if (code != null) {
      session().observer().runnerEnded(key, code);
    } else if (failure != null) {
      runnerFailed(key, failure.toString());
    }
  }

  private static void requireArchive(LaunchOrder order) throws IOException {
    var archive = order.program().archive();
    if (archive.isPresent() && !Files.isReadable(archive.get())) {
      throw new IOException("the code archive " + archive.get() + " cannot be read");
    }
  }

  /// Nothing was started: the claim is taken so that nothing can be later.
  private void runnerFailed(TaskKey key, String evidence) {
    var observer = session().observer();
    observer
        .find(key.attempt())
        .ifPresent(
            attempt -> {
              var task = attempt.tasks.get(key.task());
              task.unstarted = evidence;
              observer.verify(attempt, task);
            });
  }

  @Override
  public void stop(AttemptId attempt, Duration grace) {
    loop.execute(
        () ->
            session()
                .observer()
                .find(attempt)
                .ifPresent(it -> session().observer().stop(it, grace)));
  }

  @Override
  public void kill(AttemptId attempt) {
    stop(attempt, Duration.ZERO);
  }

  @Override
  public void forget(AttemptId attempt) {
    loop.execute(() -> session().observer().find(attempt).ifPresent(this::forget));
  }

  private void forget(LiveAttempt attempt) {
    var observer = session().observer();
    for (var task : attempt.tasks) {
      if (task.ended == null) {
        observer.endings().killRunner(task);
        observer.endings().kill(task);
      }
      machine.spool().forget(task.key);
      observer.release(task.key);
    }
    session().marks().forget(attempt.id);
    observer.remove(attempt.id);
    Spool.delete(machine.spool().stop(attempt.id));
    DirectoryRemoval.remove(machine.spool().attempt(attempt.id));
    Thread.ofVirtual()
        .start(() -> DirectoryRemoval.remove(machine.workspace().attempt(attempt.id)));
  }

  /// Removes the logs and outputs of a job whose attempts are all forgotten.
  public void discard(JobId job) {
    loop.execute(
        () -> {
          DirectoryRemoval.remove(machine.spool().logs(new AttemptId(job, 1)));
          DirectoryRemoval.remove(machine.workspace().job(job));
        });
  }

  @Override
  public List<AttemptId> reconcile() {
    return loop.call(
        () -> {
          machine.spool().create();
          return look();
        });
  }

  private List<AttemptId> look() {
    var observer = session().observer();
    observer.discover();
    session().rescan();
    observer.repeat();
    return observer.attempts().stream().map(attempt -> attempt.id).toList();
  }

  /// Makes a virtual node fail as if it lost its power: its processes are killed, it falls silent,
  /// is reported unreachable, and down once that is proven. For trying out recovery.
  ///
  /// @throws ExecutorFailure if there is no such node
  public void failNode(NodeId node) {
    requireNode(node);
    loop.execute(() -> session().observer().faults().fail(node));
  }

  /// Ends a failure: the node is reported reachable, and what it had not ended is reported lost.
  ///
  /// @throws ExecutorFailure if there is no such node
  public void recoverNode(NodeId node) {
    requireNode(node);
    loop.execute(() -> session().observer().faults().recover(node));
  }

  private void requireNode(NodeId node) {
    if (!machine.settings().layout().nodeIds().contains(node)) {
      throw new ExecutorFailure(
          ExecutorFailure.Kind.USER,
          "The node (" + node + ") must be one of " + machine.settings().layout().nodeIds() + ".");
    }
  }

  /// What the tasks wrote to their standard output and error.
  public Logs logs() {
    return new Logs(machine.spool());
  }

  /// What jobs left in their output directories.
  public Outputs outputs() {
    return new Outputs(machine.workspace());
  }

  @Override
  public void close() {
    launches.shutdown();
    launcher.close();
    Optional.ofNullable(session)
        .ifPresent(
            it -> {
              it.close();
              loop.call(it::awaitCleared);
            });
    loop.close();
    machine.groups().removeBases();
  }
}
