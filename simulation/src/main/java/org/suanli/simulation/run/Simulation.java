package org.suanli.simulation.run;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.suanli.core.engine.Answer;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Engine;
import org.suanli.core.engine.Event;
import org.suanli.core.engine.State;
import org.suanli.core.spec.CheckpointPolicy;
import org.suanli.core.spec.Demand;
import org.suanli.core.spec.PriorityClass;
import org.suanli.core.spec.RoleDemand;
import org.suanli.core.supply.NodeSpec;
import org.suanli.core.supply.NodeState;
import org.suanli.core.supply.Placement;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.JobId;
import org.suanli.core.units.Limit;
import org.suanli.core.units.MemberId;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.ProjectId;
import org.suanli.simulation.Machines;
import org.suanli.simulation.Script;
import org.suanli.simulation.fleet.FleetPlan;
import org.suanli.simulation.trace.Size;
import org.suanli.simulation.trace.TraceJob;
import org.suanli.simulation.trace.Workload;

/// One workload on one fleet: the shipped engine, fed with what happens in the order in which it
/// happens. At one instant endings come first, then failures and repairs, then arrivals, then the
/// queue. To be run once.
public final class Simulation {
  /// So often progress is told, in steps.
  private static final int STEPS_PER_REPORT = 2_048;

  /// What is due later than this, when nothing runs or arrives, concerns no job.
  private static final Duration PATIENCE = Duration.ofDays(400);

  /// So long jobs are waited for that start only with nodes that are down, while nothing runs.
  private static final Duration REPAIRS_MAX = Duration.ofDays(30);

  /// The digest of the job file that a job of a trace does not have.
  private static final String NO_SPEC = "0".repeat(64);

  private final Workload workload;
  private final FleetPlan fleet;
  private final Settings settings;
  private final Engine engine = new Engine(new State());
  private final Machines machines = new Machines(this::script);
  private final List<Life> lives;
  private final Map<String, JobId> submitted = new HashMap<>();
  private final List<Life> byJob = new ArrayList<>();
  private final Map<Size, List<RoleDemand>> roles = new HashMap<>();
  private final boolean isPinned;
  private final boolean isOfOneMake;
  private final @Nullable Breakdowns breakdowns;
  private final Course course;

  /// Jobs that wait and were promised a start; a lower number was submitted before.
  private final TreeSet<Long> promised = new TreeSet<>();

  /// By the command whose events are taken, for the first time.
  private final List<Long> started = new ArrayList<>();

  private Instant clock;

  /// When something last ran or was yet to arrive.
  private Instant busyUntil;

  private int arrived;
  private long ended;

  public Simulation(Workload workload, FleetPlan fleet, Settings settings) {
    this.workload = workload;
    this.fleet = fleet;
    this.settings = settings;
    lives = workload.jobs().stream().map(Life::new).toList();
    isOfOneMake = fleet.nodes().stream().map(NodeSpec::model).distinct().count() == 1;
    isPinned = fleet.clusters().size() > 1;
    clock = workload.jobs().isEmpty() ? Instant.EPOCH : workload.jobs().getFirst().submittedAt();
    busyUntil = clock;
    course = new Course(fleet, clock);
    breakdowns =
        settings.failures().map(failures -> new Breakdowns(failures, fleet, clock)).orElse(null);
  }

  /// How many jobs it is about.
  public int size() {
    return lives.size();
  }

  /// Runs until every job has ended, or what is left can never start.
  public Trial run(Progress progress) {
    Opening.commands(workload, fleet, clock).forEach(this::accept);
    accept(new Command.SetPolicy(settings.policy()));
    var from = clock;
    for (long step = 0; ended < lives.size(); step++) {
      var next = next();
      if (next == null) {
        break;
      }
      clock = next.isAfter(clock) ? next : clock;
      step();
      if (step % STEPS_PER_REPORT == 0) {
        progress.at(ended, lives.size(), clock);
      }
    }
    progress.at(ended, lives.size(), clock);
    course.until(clock);
    return new Trial(workload, fleet, lives, course, from, clock);
  }

  private @Nullable Instant next() {
    var machine = machines.nextDue().orElse(null);
    var arrival = arrived < lives.size() ? lives.get(arrived).job().submittedAt() : null;
    var engineDue = engine.nextDue().orElse(null);
    var outside = earlier(machine, arrival);
    if (outside != null) {
      busyUntil = clock;
    }
    if (breakdowns != null && !clock.isAfter(busyUntil.plus(REPAIRS_MAX))) {
      outside = earlier(outside, breakdowns.nextDue(outside == null).orElse(null));
    }
    if (outside == null && engineDue != null && engineDue.isAfter(clock.plus(PATIENCE))) {
      return null;
    }
    return earlier(outside, engineDue);
  }

  private static @Nullable Instant earlier(@Nullable Instant left, @Nullable Instant right) {
    if (left == null || right == null) {
      return left == null ? right : left;
    }
    return left.isBefore(right) ? left : right;
  }

  /// All of one instant, in rounds: what ends in the round after it was started, such as a job of
  /// no length, frees its room for the next. What lets nothing start, such as a checkpoint, is no
  /// reason to look at the queue.
  private void step() {
    boolean isNews = report() | turn();
    while (arrived < lives.size() && !lives.get(arrived).job().submittedAt().isAfter(clock)) {
      arrive(lives.get(arrived++));
      isNews = true;
    }
    if (isNews || engine.nextDue().filter(due -> !due.isAfter(clock)).isPresent()) {
      do {
        accept(new Command.Advance());
      } while (report());
    }
  }

  /// Hands in what the machines report by now.
  ///
  /// @return whether something of it was an ending
  private boolean report() {
    boolean hasEnding = false;
    for (var report : machines.until(clock)) {
      hasEnding |= report instanceof Command.ReportTaskEnded;
      accept(report);
    }
    return hasEnding;
  }

  /// Lets nodes fail and be back.
  ///
  /// @return whether one did
  private boolean turn() {
    if (breakdowns == null) {
      return false;
    }
    boolean isNews = false;
    for (var next = breakdowns.next(clock); next.isPresent(); next = breakdowns.next(clock)) {
      var turn = next.get();
      isNews = true;
      course.turned(turn.node(), turn.isDown(), clock);
      if (turn.isDown()) {
        machines.die(turn.node());
        accept(new Command.SetNodeState(turn.node(), NodeState.DOWN, "failed"));
      } else {
        machines.revive(turn.node());
        accept(new Command.SetNodeState(turn.node(), NodeState.READY, ""));
      }
    }
    return isNews;
  }

  private void arrive(Life life) {
    var answer = engine.execute(submission(life.job()), MemberId.PLATFORM, clock);
    switch (answer) {
      case Answer.Accepted(var events) -> {
        submitted.put(life.job().id(), new JobId(byJob.size() + 1L));
        byJob.add(life);
        course.arrived(cluster(life.job()), clock);
        take(events);
      }
      case Answer.Refused _ -> {
        life.isRefused = true;
        ended++;
      }
    }
  }

  private Command submission(TraceJob job) {
    // Where there is one make, what others a job would take does not matter.
    var models = isOfOneMake ? List.<ModelName>of() : job.size().models();
    var limit = withRestart(settings.declaresRunTimes() ? declared(job) : job.timeLimit());
    var shape = new Demand.Shape(roles(job.size()), models, cluster(job), limit);
    var after =
        job.after().stream()
            .flatMap(id -> Optional.ofNullable(submitted.get(id)).stream())
            .toList();
    var demand = new Demand(shape, PriorityClass.STANDARD, 0, 0, checkpoint(), after, false);
    return new Command.Submit(
        new ProjectId(job.owner().organization(), Opening.PROJECT), demand, NO_SPEC);
  }

  private CheckpointPolicy checkpoint() {
    return new CheckpointPolicy(
        settings.failures().map(Failures::checkpointEvery), CheckpointPolicy.GRACE_DEFAULT);
  }

  /// An attempt that goes on after a failure needs its restart besides.
  private Limit<Duration> withRestart(Limit<Duration> limit) {
    var restart = settings.failures().map(Failures::restart).orElse(Duration.ZERO);
    return limit instanceof Limit.AtMost<Duration>(var most)
        ? Limit.atMost(most.plus(restart))
        : limit;
  }

  /// A limit is more than zero.
  private static Limit<Duration> declared(TraceJob job) {
    return Limit.atMost(job.runs().isZero() ? Duration.ofMillis(1) : job.runs());
  }

  private List<RoleDemand> roles(Size size) {
    return roles.computeIfAbsent(size, key -> List.copyOf(key.roles(fleet.devicesPerNode())));
  }

  private Optional<ClusterId> cluster(TraceJob job) {
    return isPinned ? job.owner().partition().filter(fleet::has) : Optional.empty();
  }

  private Script script(Event.AttemptPlaced placed) {
    var life = life(placed.attempt().job());
    var failures = settings.failures();
    if (failures.isEmpty()) {
      return Script.runs(life.job().runs());
    }
    var restart = life.attempts > 1 ? failures.get().restart() : Duration.ZERO;
    return Script.runs(life.left())
        .startsAfter(restart)
        .checkpointsEvery(failures.get().checkpointEvery());
  }

  private Life life(JobId job) {
    return byJob.get(Math.toIntExact(job.value() - 1));
  }

  private void accept(Command command) {
    switch (engine.execute(command, MemberId.PLATFORM, clock)) {
      case Answer.Accepted(var events) -> take(events);
      case Answer.Refused(var rejected) ->
          throw new IllegalStateException(command + " was refused: " + rejected);
    }
  }

  /// Takes what one command brought. A cycle promises after it started: who was passed is known in
  /// the end.
  private void take(List<Event.Stamped> events) {
    events.forEach(this::take);
    for (long job : started) {
      life(new JobId(job)).isBackfilled = !promised.isEmpty() && promised.first() < job;
    }
    started.clear();
  }

  private void take(Event.Stamped stamped) {
    var at = stamped.at();
    switch (stamped.event()) {
      case Event.AttemptPlaced(var attempt, var placement) -> placed(attempt.job(), placement, at);
      case Event.CheckpointSaved(var attempt) -> saved(life(attempt.job()), at);
      case Event.AttemptEnded(var attempt, _, var endedAt) ->
          freed(life(attempt.job()), endedAt, at);
      case Event.StartPromised(var job, var startsAt) -> promised(job, startsAt);
      case Event.PromiseWithdrawn(var job) -> promised.remove(job.value());
      case Event.JobMoved moved -> moved(moved, at);
      default -> {
        // The others change nothing of a life.
      }
    }
    machines.accept(stamped);
  }

  private void placed(JobId job, Placement placement, Instant at) {
    var life = life(job);
    promised.remove(job.value());
    if (life.attempts == 0) {
      started.add(job.value());
    }
    course.left(cluster(life.job()), at);
    course.placed(placement, at);
    life.attempts++;
    life.placement = placement;
    life.placedAt = at;
    life.worksFrom =
        life.attempts == 1
            ? at
            : at.plus(settings.failures().map(Failures::restart).orElse(Duration.ZERO));
    life.firstPlacedAt = life.firstPlacedAt == null ? at : life.firstPlacedAt;
    life.occupied = placement.occupied();
  }

  private static void saved(Life life, Instant at) {
    if (life.worksFrom != null && at.isAfter(life.worksFrom)) {
      life.doneMillis += Duration.between(life.worksFrom, at).toMillis();
      life.worksFrom = at;
    }
  }

  private void freed(Life life, Instant endedAt, Instant at) {
    if (life.placement != null) {
      course.freed(life.placement, at);
      life.placement = null;
    }
    life.worksFrom = null;
    life.heldMillis += Duration.between(life.placedAt, endedAt).toMillis();
  }

  private void promised(JobId job, Instant startsAt) {
    var life = life(job);
    promised.add(job.value());
    life.promisedAt = life.promisedAt == null ? startsAt : life.promisedAt;
  }

  private void moved(Event.JobMoved moved, Instant at) {
    var life = life(moved.job());
    switch (moved.signal()) {
      case PLACED -> {
        // The placement itself told.
      }
      case ATTEMPT_TO_REPEAT -> course.arrived(cluster(life.job()), at);
      case ATTEMPT_SUCCEEDED -> {
        life.doneMillis = life.job().runs().toMillis();
        over(life, at);
      }
      case ATTEMPT_FAILED -> {
        life.isFailed = true;
        over(life, at);
      }
      case CANCELLED, DEPENDENCY_FAILED -> {
        life.isFailed = true;
        promised.remove(moved.job().value());
        if (life.attempts == 0) {
          course.left(cluster(life.job()), at);
        }
        over(life, at);
      }
    }
  }

  private void over(Life life, Instant at) {
    life.endedAt = at;
    ended++;
  }
}
