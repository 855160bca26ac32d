package org.suanli.server.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.suanli.core.engine.Answer;
import org.suanli.core.engine.Attempt;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Event;
import org.suanli.core.engine.Job;
import org.suanli.core.engine.State;
import org.suanli.core.lifecycle.AttemptState;
import org.suanli.core.supply.NodeState;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.MemberId;
import org.suanli.core.units.NodeId;
import org.suanli.executor.Executor;
import org.suanli.executor.Report;

/// Carries what has become durable to the machines, and what the machines saw to the engine.
///
/// Every cluster has a worker that does its orders in their order. Orders are repeated when a term
/// begins, and reports until the engine took them; both are harmless when they come twice.
public final class Dispatch implements Follower, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);

  /// Until what the engine could not take is reported again.
  private static final Duration REPEAT_AFTER = Duration.ofSeconds(1);

  private final Commands commands;
  private final Launches launches;
  private final TreeMap<ClusterId, Worker> workers = new TreeMap<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofVirtual().name("dispatch-timer").factory());
  private volatile long epoch;

  /// What an attempt of an earlier term needs now.
  ///
  /// @param grace what is left of it, if the attempt was asked to end
  private record Held(
      AttemptId attempt, AttemptState state, List<Integer> tasksLeft, Duration grace) {
    static Held of(Attempt attempt, Instant now) {
      var left = attempt.killAt().map(at -> Duration.between(now, at)).orElse(Duration.ZERO);
      return new Held(
          attempt.id(),
          attempt.state(),
          Dispatch.tasksLeft(attempt),
          left.isNegative() ? Duration.ZERO : left);
    }
  }

  public Dispatch(
      Commands commands, Launches launches, SortedMap<ClusterId, ? extends Executor> executors) {
    this.commands = commands;
    this.launches = launches;
    executors.forEach((cluster, executor) -> workers.put(cluster, new Worker(cluster, executor)));
  }

  /// The machines of one cluster.
  private final class Worker {
    final ClusterId cluster;
    final Executor executor;
    final AtomicBoolean isRepeating = new AtomicBoolean();
    private final ExecutorService orders;
    private boolean isStarted;

    Worker(ClusterId cluster, Executor executor) {
      this.cluster = cluster;
      this.executor = executor;
      orders =
          Executors.newSingleThreadExecutor(
              Thread.ofVirtual().name("dispatch-" + cluster).factory());
    }

    void order(String what, Runnable order) {
      try {
        orders.execute(() -> run(what, order));
      } catch (RejectedExecutionException _) {
        // The server closes: the next term begins by asking for everything once more.
        LOG.debug("event=order_left cluster={} order={}", cluster, what);
      }
    }

    private void run(String what, Runnable order) {
      try {
        order.run();
      } catch (RuntimeException e) {
        // A control loop: one order that fails must not end the others.
        LOG.error("event=order_failed cluster={} order={}", cluster, what, e);
      }
    }

    /// Begins to observe, and to do a term's orders alone.
    Optional<List<AttemptId>> begin(long term) {
      if (!isStarted) {
        isStarted = true;
        executor.start(report -> take(this, report));
      }
      return executor.begin(term);
    }
  }

  @Override
  public void began(long term, State state) {
    epoch = term;
    for (var worker : workers.values()) {
      var held = new ArrayList<Held>();
      var toLaunch = new ArrayList<Launches.Placed>();
      for (var job : state.running()) {
        var attempt = job.attempt().orElseThrow();
        if (cluster(attempt).equals(worker.cluster)) {
          held.add(Held.of(attempt, state.now()));
          toLaunch.add(Launches.Placed.of(job, attempt));
        }
      }
      worker.order("begin", () -> begin(worker, held, toLaunch, term));
    }
  }

  private static List<Integer> tasksLeft(Attempt attempt) {
    var left = new ArrayList<Integer>();
    for (int task = 0; task < attempt.placement().tasks().size(); task++) {
      if (!attempt.hasEnded(task)) {
        left.add(task);
      }
    }
    return left;
  }

  private static ClusterId cluster(Attempt attempt) {
    return attempt.placement().tasks().getFirst().node().cluster();
  }

  /// What should be starting is started, what should be ending is asked to end, and what should run
  /// but is not known to the machines is lost. Nothing, if the machines serve a later term already.
  private void begin(Worker worker, List<Held> held, List<Launches.Placed> placed, long term) {
    var found = worker.begin(term);
    if (found.isEmpty()) {
      LOG.warn("event=term_superseded cluster={} epoch={}", worker.cluster, term);
      return;
    }
    var known = found.get();
    for (int index = 0; index < held.size(); index++) {
      var attempt = held.get(index);
      boolean isKnown = known.contains(attempt.attempt());
      switch (attempt.state()) {
        case LAUNCHING -> launch(worker, placed.get(index), term);
        case RUNNING, STOPPING -> {
          if (!isKnown) {
            lose(
                attempt.attempt(),
                attempt.tasksLeft(),
                "the executor of " + worker.cluster + " knows nothing of it");
          } else if (attempt.state() == AttemptState.STOPPING) {
            worker.executor.stop(attempt.attempt(), attempt.grace());
          }
        }
        case ENDED -> worker.executor.forget(attempt.attempt());
      }
    }
    for (var attempt : known) {
      if (held.stream().noneMatch(one -> one.attempt().equals(attempt))) {
        worker.executor.forget(attempt);
      }
    }
  }

  @Override
  public void committed(List<Event.Stamped> events, State state) {
    for (var stamped : events) {
      switch (stamped.event()) {
        case Event.AttemptPlaced(var attempt, _) -> {
          var job = state.jobs().get(attempt.job());
          if (job != null) {
            place(job, attempt);
          }
        }
        case Event.StopRequested(var attempt, _, var killAt) ->
            onCluster(state, attempt, worker -> stop(worker, attempt, stamped.at(), killAt));
        case Event.KillRequested(var attempt) ->
            onCluster(
                state,
                attempt,
                worker -> worker.order("kill", () -> worker.executor.kill(attempt)));
        case Event.AttemptEnded(var attempt, _, _) ->
            // Its job may have left the state; every cluster may be told.
            workers
                .values()
                .forEach(worker -> worker.order("forget", () -> worker.executor.forget(attempt)));
        // Only these four ask something of the machines.
        default -> {}
      }
    }
  }

  private void place(Job job, AttemptId id) {
    var attempt = job.attempt().filter(present -> present.id().equals(id));
    if (attempt.isEmpty()) {
      return;
    }
    var worker = workers.get(cluster(attempt.get()));
    if (worker == null) {
      lose(
          id,
          tasksLeft(attempt.get()),
          "this server has no executor for " + cluster(attempt.get()));
      return;
    }
    var placed = Launches.Placed.of(job, attempt.get());
    long term = epoch;
    worker.order("launch", () -> launch(worker, placed, term));
  }

  private void launch(Worker worker, Launches.Placed placed, long term) {
    try {
      worker.executor.launch(launches.order(placed, term));
    } catch (RuntimeException e) {
      LOG.warn("event=launch_failed attempt={}", placed.attempt(), e);
      var tasks = new ArrayList<Integer>();
      for (int task = 0; task < placed.placement().tasks().size(); task++) {
        tasks.add(task);
      }
      worker.executor.forget(placed.attempt());
      lose(placed.attempt(), tasks, "it could not be launched: " + e.getMessage());
    }
  }

  private void stop(Worker worker, AttemptId attempt, Instant now, Instant killAt) {
    var grace = Duration.between(now, killAt);
    worker.order("stop", () -> worker.executor.stop(attempt, grace));
  }

  private void onCluster(State state, AttemptId id, Consumer<Worker> order) {
    var job = state.jobs().get(id.job());
    if (job != null) {
      job.attempt()
          .filter(attempt -> attempt.id().equals(id))
          .map(attempt -> workers.get(cluster(attempt)))
          .ifPresent(order);
    }
  }

  private void lose(AttemptId attempt, List<Integer> tasks, String evidence) {
    for (int task : tasks) {
      var ending = new Event.TaskEnding.Lost(evidence, Instant.EPOCH);
      send(new Command.ReportTaskEnded(attempt, task, ending), _ -> {});
    }
  }

  private void take(Worker worker, Report report) {
    if (report instanceof Report.OfNode ofNode) {
      takeOfNode(worker, ofNode);
    } else {
      send(report.toCommand(), failure -> repeat(worker, failure));
    }
  }

  /// What is seen of a node says nothing of what an operator wants of it: one that is cordoned or
  /// drained stays so while it can be seen.
  private void takeOfNode(Worker worker, Report.OfNode report) {
    NodeId node = report.node();
    commands
        .read(engine -> engine.state().fleet().slot(node).state())
        .whenComplete(
            (state, failure) -> {
              if (failure != null) {
                repeat(worker, failure);
              } else if (isNews(report, state)) {
                send(report.toCommand(), again -> repeat(worker, again));
              }
            });
  }

  private static boolean isNews(Report.OfNode report, NodeState state) {
    return switch (report) {
      case Report.NodeReachable _ -> state == NodeState.UNKNOWN || state == NodeState.DOWN;
      case Report.NodeUnreachable _ -> state != NodeState.UNKNOWN && state != NodeState.DOWN;
      case Report.NodeDown _ -> state != NodeState.DOWN;
    };
  }

  private void send(Command command, Consumer<Throwable> onFailure) {
    commands
        .submit(command, MemberId.PLATFORM)
        .whenComplete(
            (answer, failure) -> {
              if (failure != null) {
                onFailure.accept(failure);
              } else if (answer instanceof Answer.Refused(var rejected)) {
                LOG.warn("event=report_refused report={} because={}", command, rejected);
              }
            });
  }

  /// Has everything reported again that the machines still remember, as the next term will have
  /// anyway.
  private void repeat(Worker worker, Throwable failure) {
    if (!(failure instanceof NotLeader) && worker.isRepeating.compareAndSet(false, true)) {
      timer.schedule(
          () -> {
            worker.isRepeating.set(false);
            worker.order("reconcile", worker.executor::reconcile);
          },
          REPEAT_AFTER.toMillis(),
          TimeUnit.MILLISECONDS);
    }
  }

  /// Stops observing; what runs runs on.
  @Override
  public void close() {
    timer.shutdownNow();
    for (var worker : workers.values()) {
      worker.orders.shutdown();
      worker.executor.close();
    }
  }
}
