package org.suanli.benchmarks;

import static org.suanli.simulation.JobFixture.aJob;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.suanli.core.allocation.Allocation;
import org.suanli.core.allocation.Grant;
import org.suanli.core.engine.Answer;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Engine;
import org.suanli.core.engine.Event;
import org.suanli.core.engine.State;
import org.suanli.core.ledger.Transfer;
import org.suanli.core.lifecycle.JobSignal;
import org.suanli.core.supply.ClusterSpec;
import org.suanli.core.supply.NodeSpec;
import org.suanli.core.supply.Precision;
import org.suanli.core.units.Amount;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.Bytes;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.Megaflops;
import org.suanli.core.units.MemberId;
import org.suanli.core.units.MilliCpus;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.NodeId;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.ProgrammeId;
import org.suanli.core.units.ProjectId;
import org.suanli.core.units.Window;
import org.suanli.simulation.JobFixture;

/// The engine alone, in memory: whole lives of jobs (submitted, scheduled, started, ended, settled)
/// per second of one core, on nodes of 8 accelerators that are always full, under a queue that
/// never empties; and a copy of a large state.
final class EngineBenchmark {
  private static final int NODES = 1_200;
  private static final int NODES_PER_RACK = 16;
  private static final int RACKS_PER_BLOCK = 15;
  private static final int ORGANIZATIONS = 8;

  /// Some five times what runs at once: the queue is never empty, which each round checks.
  private static final int BACKLOG = 20_000;

  private static final long WARM_UP_JOBS = 200_000;
  private static final long MEASURED_JOBS = 600_000;
  private static final Duration ROUND = Duration.ofSeconds(2);
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final ClusterId CLUSTER = new ClusterId("east");
  private static final ModelName MAKE = new ModelName("make-a");
  private static final ProgrammeId PROGRAMME = new ProgrammeId("spring");

  /// 30,000 lives a second, which a large centre needs after an outage, on a machine whose
  /// calibration does 3,700,000 operations a second.
  private static final Measurement.Goal LIVES =
      new Measurement.Goal(new Measurement.Figure.Rate(30_000, "jobs/s"), 3_700_000);

  /// 50 milliseconds a copy, so that a forecast is answered while its user waits, and a quarter
  /// more for the memory of a busy machine, on the same one.
  private static final Measurement.Goal COPIES_GOAL =
      new Measurement.Goal(new Measurement.Figure.Rate(16, "copies/s"), 3_700_000);

  private static final int COPY_NODES = 2_000;
  private static final int COPY_JOBS = 100_000;
  private static final int COPIES = 40;

  private final Engine engine = new Engine(new State());
  private final PriorityQueue<Ending> endings =
      new PriorityQueue<>(Comparator.comparing(Ending::at).thenComparing(Ending::attempt));
  private Instant clock = START;
  private long submitted;
  private long ended;
  private long charged;

  private record Ending(Instant at, AttemptId attempt, int tasks) {}

  static Benchmark throughput() {
    return new Benchmark(
        "engine",
        "Whole lives of jobs per second of one core, on 9,600 accelerators that are always full.",
        () -> {
          var benchmark = new EngineBenchmark();
          benchmark.open(NODES);
          benchmark.backlog(BACKLOG);
          return List.of(benchmark.lives());
        });
  }

  static Benchmark copy() {
    return new Benchmark(
        "engine-copy",
        "Copies per second of a state with 2,000 nodes and 100,000 jobs.",
        () -> {
          var benchmark = new EngineBenchmark();
          benchmark.open(COPY_NODES);
          benchmark.backlog(COPY_JOBS);
          benchmark.advance();
          return List.of(benchmark.copies());
        });
  }

  private Measurement lives() {
    runUntil(WARM_UP_JOBS);
    var calibration = Calibration.memory();
    long start = Calibration.processorNanos();
    long before = ended;
    long chargedBefore = charged;
    runUntil(ended + MEASURED_JOBS);
    if (charged - chargedBefore < ended - before) {
      throw new IllegalStateException(
          "The charges (%d) must be at least as many as the jobs that ended (%d)."
              .formatted(charged - chargedBefore, ended - before));
    }
    double perSecond = (ended - before) * 1e9 / (Calibration.processorNanos() - start);
    return new Measurement(
        "lives", new Measurement.Figure.Rate(perSecond, "jobs/s"), LIVES, List.of(calibration));
  }

  private Measurement copies() {
    long kept = 0;
    for (int copy = 0; copy < COPIES; copy++) {
      kept += engine.state().copy().waiting();
    }
    var calibration = Calibration.memory();
    long start = Calibration.processorNanos();
    for (int copy = 0; copy < COPIES; copy++) {
      kept += engine.state().copy().waiting();
    }
    double seconds = (Calibration.processorNanos() - start) / 1e9;
    if (kept == 0) {
      throw new IllegalStateException("The copies must hold what waits.");
    }
    double perSecond = COPIES / seconds;
    return new Measurement(
        "copies",
        new Measurement.Figure.Rate(perSecond, "copies/s"),
        COPIES_GOAL,
        List.of(calibration));
  }

  private void open(int nodes) {
    execute(
        new Command.AttachCluster(
            new ClusterSpec(CLUSTER, "site-1", ClusterSpec.Kind.SLURM, false, false)));
    for (int node = 0; node < nodes; node++) {
      int rack = node / NODES_PER_RACK;
      execute(
          new Command.AddNode(
              new NodeSpec(
                  new NodeId(CLUSTER, "n" + node),
                  "block-" + rack / RACKS_PER_BLOCK,
                  "rack-" + rack,
                  MAKE,
                  8,
                  new MilliCpus(128_000),
                  new Bytes(1L << 40))));
    }
    execute(
        new Command.PublishRating(
            MAKE, Precision.FP16, new Megaflops(320_000_000), "by agreement"));
    execute(new Command.OpenProgramme(PROGRAMME));
    for (int index = 0; index < ORGANIZATIONS; index++) {
      var organization = new OrganizationId("org-" + index);
      execute(new Command.SetOrganization(organization, 1 + index % 3));
      execute(new Command.AddProject(new ProjectId(organization, "main")));
      execute(
          new Command.GrantAllocation(
              new Allocation.Owner.OfOrganization(organization),
              PROGRAMME,
              Optional.empty(),
              new Grant.PflopsHours(
                  new Amount(Amount.Unit.NANO_PFLOPS_HOURS, Long.MAX_VALUE / 1_000)),
              new Window(START, START.plus(Duration.ofDays(10_000)))));
    }
  }

  private void backlog(int jobs) {
    for (int job = 0; job < jobs; job++) {
      submit();
    }
  }

  /// Jobs of a few shapes, as most are alike: from one accelerator to gangs of four nodes.
  private void submit() {
    long number = submitted++;
    int devices = new int[] {1, 1, 1, 2, 1, 4, 1, 8, 2, 1}[(int) (number % 10)];
    JobFixture job =
        aJob()
            .organization("org-" + number % ORGANIZATIONS)
            .accelerators(devices)
            .cpus(devices * 8)
            .memoryGib(devices * 16L)
            .timeLimit(Duration.ofMinutes(devices == 1 ? 30 : 120));
    if (number % 100 == 7) {
      job.tasks(4);
    }
    execute(job.submit());
  }

  private void runUntil(long jobs) {
    while (ended < jobs) {
      clock = clock.plus(ROUND);
      for (var next = endings.peek();
          next != null && !next.at().isAfter(clock);
          next = endings.peek()) {
        endings.remove();
        end(next);
      }
      advance();
      if (engine.state().waiting() == 0) {
        throw new IllegalStateException("The queue must never be empty.");
      }
    }
  }

  private void end(Ending ending) {
    for (int task = 0; task < ending.tasks(); task++) {
      execute(
          new Command.ReportTaskEnded(
              ending.attempt(), task, new Event.TaskEnding.Exited(0, ending.at())));
    }
    submit();
  }

  private void advance() {
    var started = new ArrayList<Event.AttemptPlaced>();
    for (var stamped : execute(new Command.Advance())) {
      if (stamped.event() instanceof Event.AttemptPlaced placed) {
        started.add(placed);
      }
    }
    for (var placed : started) {
      execute(new Command.ReportStarted(placed.attempt()));
      long runs = 10_000 + placed.attempt().job().value() * 7_919 % 40_000;
      int tasks = placed.placement().tasks().size();
      endings.add(new Ending(clock.plusMillis(runs), placed.attempt(), tasks));
    }
  }

  private List<Event.Stamped> execute(Command command) {
    return switch (engine.execute(command, MemberId.PLATFORM, clock)) {
      case Answer.Accepted(var events) -> {
        events.forEach(stamped -> count(stamped.event()));
        yield events;
      }
      case Answer.Refused(var rejected) ->
          throw new IllegalStateException(command + " was refused: " + rejected);
    };
  }

  /// A life ends when the engine says so, and is settled by then.
  private void count(Event event) {
    switch (event) {
      case Event.JobMoved(_, var signal, _) when signal == JobSignal.ATTEMPT_SUCCEEDED -> ended++;
      case Event.Posted(var transfer) when transfer.kind() == Transfer.Kind.CHARGE -> charged++;
      // Other events are on the way there.
      default -> {}
    }
  }
}
