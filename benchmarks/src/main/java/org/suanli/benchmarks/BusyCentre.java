package org.suanli.benchmarks;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.LongFunction;
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

/// An engine in memory whose nodes of 8 accelerators are always full, under a queue that never
/// empties: jobs run some tens of seconds, and each that ends is followed by another.
final class BusyCentre {
  private static final int NODES_PER_RACK = 16;
  private static final int RACKS_PER_BLOCK = 15;
  private static final Duration ROUND = Duration.ofSeconds(2);
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final ClusterId CLUSTER = new ClusterId("east");
  private static final ModelName MAKE = new ModelName("make-a");
  private static final ProgrammeId PROGRAMME = new ProgrammeId("spring");

  private final Engine engine = new Engine(new State());
  private final LongFunction<JobFixture> jobs;
  private final PriorityQueue<Ending> endings =
      new PriorityQueue<>(Comparator.comparing(Ending::at).thenComparing(Ending::attempt));
  private Instant clock = START;
  private long submitted;
  private long ended;
  private long charged;

  private record Ending(Instant at, AttemptId attempt, int tasks) {}

  /// @param jobs by their number, from 0
  BusyCentre(int nodes, int organizations, LongFunction<JobFixture> jobs) {
    this.jobs = jobs;
    open(nodes, organizations);
  }

  State state() {
    return engine.state();
  }

  /// How many jobs have ended.
  long ended() {
    return ended;
  }

  /// How many charges were posted.
  long charged() {
    return charged;
  }

  private void open(int nodes, int organizations) {
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
    for (int index = 0; index < organizations; index++) {
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

  /// Submits so many jobs.
  void backlog(int jobs) {
    for (int job = 0; job < jobs; job++) {
      submit();
    }
  }

  private void submit() {
    execute(jobs.apply(submitted++).submit());
  }

  /// Lives on until so many jobs have ended in all.
  void runUntil(long jobs) {
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

  /// The job ends that is to end next.
  void endNext() {
    var next = endings.remove();
    clock = next.at().isAfter(clock) ? next.at() : clock;
    end(next);
  }

  private void end(Ending ending) {
    for (int task = 0; task < ending.tasks(); task++) {
      execute(
          new Command.ReportTaskEnded(
              ending.attempt(), task, new Event.TaskEnding.Exited(0, ending.at())));
    }
    submit();
  }

  /// Starts what can start.
  ///
  /// @return the processor time that deciding took, in nanoseconds
  long advance() {
    long start = Calibration.processorNanos();
    var events = execute(new Command.Advance());
    long nanos = Calibration.processorNanos() - start;
    for (var stamped : events) {
      if (stamped.event() instanceof Event.AttemptPlaced placed) {
        execute(new Command.ReportStarted(placed.attempt()));
        long runs = 10_000 + placed.attempt().job().value() * 7_919 % 40_000;
        int tasks = placed.placement().tasks().size();
        endings.add(new Ending(clock.plusMillis(runs), placed.attempt(), tasks));
      }
    }
    return nanos;
  }

  List<Event.Stamped> execute(Command command) {
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
