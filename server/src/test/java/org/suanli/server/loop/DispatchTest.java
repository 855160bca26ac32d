package org.suanli.server.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.suanli.simulation.CentreFixture.aCentre;
import static org.suanli.simulation.CentreFixture.node;
import static org.suanli.simulation.JobFixture.aJob;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.suanli.core.engine.Answer;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Engine;
import org.suanli.core.engine.Event;
import org.suanli.core.spec.JobFile;
import org.suanli.core.supply.NodeState;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.JobId;
import org.suanli.core.units.MemberId;
import org.suanli.executor.Capabilities;
import org.suanli.executor.Executor;
import org.suanli.executor.ExecutorFailure;
import org.suanli.executor.LaunchOrder;
import org.suanli.executor.Report;
import org.suanli.executor.ReportListener;
import org.suanli.server.jobfile.JobFileText;
import org.suanli.simulation.Centre;
import org.suanli.simulation.CentreFixture;

@Timeout(30)
class DispatchTest {
  private final Centre centre = aCentre().nodes(2).open();
  private final Machine machine = new Machine();
  private final Recorder commands = new Recorder();
  private final Dispatch dispatch =
      new Dispatch(
          commands,
          new Launches(_ -> jobFile(), (_, _) -> new TreeMap<>(), Path.of("nowhere")),
          machines());

  private TreeMap<ClusterId, Executor> machines() {
    var machines = new TreeMap<ClusterId, Executor>();
    machines.put(CentreFixture.EAST, machine);
    return machines;
  }

  private static JobFile jobFile() {
    return switch (JobFileText.parse(
        "name: hello\ncommand: 'true'\naccelerators: 8\n", List.of())) {
      case JobFile.Parsed.Ok(var file) -> file;
      case JobFile.Parsed.Bad(var violations) -> throw new AssertionError(violations.toString());
    };
  }

  /// Says what it was asked for.
  private static final class Machine implements Executor {
    final LinkedBlockingQueue<String> asked = new LinkedBlockingQueue<>();
    volatile List<AttemptId> known = List.of();
    volatile boolean isFull;
    volatile boolean isSuperseded;
    volatile @Nullable ReportListener listener;

    @Override
    public Capabilities capabilities() {
      return new Capabilities(false, true, false, false, false, "A test.");
    }

    @Override
    public void start(ReportListener to) {
      listener = to;
      asked.add("start");
    }

    @Override
    public void launch(LaunchOrder order) {
      asked.add("launch " + order.attempt() + " epoch " + order.epoch());
      if (isFull) {
        throw new ExecutorFailure(ExecutorFailure.Kind.RESOURCES, "full");
      }
    }

    @Override
    public void stop(AttemptId attempt, Duration grace) {
      asked.add("stop " + attempt + " within " + grace.toSeconds());
    }

    @Override
    public void kill(AttemptId attempt) {
      asked.add("kill " + attempt);
    }

    @Override
    public void forget(AttemptId attempt) {
      asked.add("forget " + attempt);
    }

    @Override
    public Optional<List<AttemptId>> begin(long epoch) {
      asked.add("begin " + epoch);
      return isSuperseded ? Optional.empty() : Optional.of(known);
    }

    @Override
    public List<AttemptId> reconcile() {
      asked.add("reconcile");
      return known;
    }

    @Override
    public void close() {}

    void wants(String... orders) throws InterruptedException {
      for (var want : orders) {
        assertThat(asked.poll(10, TimeUnit.SECONDS)).isEqualTo(want);
      }
    }

    void report(Report report) {
      var to = listener;
      if (to == null) {
        throw new IllegalStateException("The executor was not started.");
      }
      to.accept(report);
    }
  }

  /// Has the engine decide at once, or has no room.
  private final class Recorder implements Commands {
    final LinkedBlockingQueue<Command> received = new LinkedBlockingQueue<>();
    volatile boolean isOverloaded;

    @Override
    public CompletionStage<Answer> submit(Command command, MemberId by, Optional<RequestKey> key) {
      if (isOverloaded) {
        return CompletableFuture.failedStage(new Overloaded(Duration.ofSeconds(1)));
      }
      var answer = centre.execute(command);
      received.add(command);
      return CompletableFuture.completedStage(answer);
    }

    @Override
    public OptionalLong epoch() {
      return OptionalLong.of(1);
    }

    @Override
    public <T> CompletionStage<T> read(Function<Engine, T> query) {
      return CompletableFuture.completedStage(query.apply(centre.engine()));
    }
  }

  @AfterEach
  void close() {
    dispatch.close();
  }

  private void begin(long epoch, String... andThen) throws InterruptedException {
    dispatch.began(epoch, centre.state());
    machine.wants(andThen);
  }

  /// Does something to the centre and tells what came of it.
  private void commit(Runnable change) {
    int before = centre.journal().size();
    change.run();
    var events = new ArrayList<>(centre.journal().subList(before, centre.journal().size()));
    dispatch.committed(events, centre.state());
  }

  private JobId launched() throws InterruptedException {
    var job = new JobId[1];
    commit(() -> job[0] = centre.submit(aJob().accelerators(8)));
    machine.wants("launch " + job[0] + ".1 epoch 7");
    return job[0];
  }

  @Test
  void whatIsPlacedIsLaunchedUnderTheTermsEpochAndWhatEndedIsForgotten() throws Exception {
    begin(7, "start", "begin 7");
    var job = launched();
    var attempt = new AttemptId(job, 1);
    commit(() -> centre.accept(new Command.Cancel(job)));
    machine.wants("stop " + attempt + " within 30");
    commit(() -> centre.run(Duration.ofMinutes(2)));
    assertThat(centre.job(job)).isEmpty();
    machine.wants("forget " + attempt);
  }

  @Test
  void whatBecomesDurableWhileTheServerClosesIsLeftToTheNextTerm() throws Exception {
    begin(7, "start", "begin 7");
    dispatch.close();
    commit(() -> centre.submit(aJob().accelerators(8)));
    assertThat(machine.asked).isEmpty();
  }

  @Test
  void aNewTermAsksAgainForWhatIsToStart() throws Exception {
    begin(7, "start", "begin 7");
    var job = launched();
    begin(8, "begin 8", "launch " + job + ".1 epoch 8");
  }

  @Test
  void whatShouldRunButIsUnknownToTheMachinesIsLost() throws Exception {
    begin(7, "start", "begin 7");
    var job = launched();
    var attempt = new AttemptId(job, 1);
    centre.accept(new Command.ReportStarted(attempt));
    machine.known = List.of(attempt);
    begin(8, "begin 8");
    machine.known = List.of();
    // Nothing is left of it there; the fake that stands for the machine's tasks agrees.
    centre.machines().die(node(0));
    begin(9, "begin 9");
    assertThat(commands.received.poll(10, TimeUnit.SECONDS))
        .isInstanceOfSatisfying(
            Command.ReportTaskEnded.class,
            report -> {
              assertThat(report.attempt()).isEqualTo(attempt);
              assertThat(report.ending()).isInstanceOf(Event.TaskEnding.Lost.class);
            });
  }

  @Test
  void whatTheMachinesKnowButTheCentreDoesNotIsForgotten() throws Exception {
    var stranger = new AttemptId(new JobId(99), 3);
    machine.known = List.of(stranger);
    begin(7, "start", "begin 7", "forget " + stranger);
  }

  @Test
  void aTermThatIsOverForTheMachinesAsksNothingOfThem() throws Exception {
    machine.known = List.of(new AttemptId(new JobId(99), 3));
    machine.isSuperseded = true;
    begin(7, "start", "begin 7");
    machine.isSuperseded = false;
    begin(9, "begin 9", "forget job-99.3");
  }

  @Test
  void whatWasAskedToEndKeepsWhatIsLeftOfItsGrace() throws Exception {
    begin(7, "start", "begin 7");
    var job = launched();
    var attempt = new AttemptId(job, 1);
    centre.accept(new Command.ReportStarted(attempt));
    commit(() -> centre.accept(new Command.Cancel(job)));
    var grace = Duration.between(centre.clock(), killAt(attempt));
    assertThat(grace).isPositive();
    machine.wants("stop " + attempt + " within " + grace.toSeconds());
    machine.known = List.of(attempt);
    begin(8, "begin 8", "stop " + attempt + " within " + grace.toSeconds());
  }

  private Instant killAt(AttemptId attempt) {
    return centre.job(attempt.job()).orElseThrow().attempt().orElseThrow().killAt().orElseThrow();
  }

  @Test
  void whatCannotBeLaunchedIsLost() throws Exception {
    begin(7, "start", "begin 7");
    machine.isFull = true;
    centre.machines().die(node(0));
    centre.machines().die(node(1));
    var job = launched();
    machine.wants("forget " + job + ".1");
    assertThat(commands.received.poll(10, TimeUnit.SECONDS))
        .isInstanceOf(Command.ReportTaskEnded.class);
  }

  @Test
  void whatTheEngineCouldNotTakeIsReportedAgain() throws Exception {
    begin(7, "start", "begin 7");
    var job = launched();
    commands.isOverloaded = true;
    machine.report(new Report.Started(new AttemptId(job, 1)));
    machine.wants("reconcile");
    commands.isOverloaded = false;
    machine.report(new Report.Started(new AttemptId(job, 1)));
    assertThat(commands.received.poll(10, TimeUnit.SECONDS))
        .isEqualTo(new Command.ReportStarted(new AttemptId(job, 1)));
  }

  @Test
  void aNodeThatCanBeSeenAgainIsReadyUnlessAnOperatorHoldsIt() throws Exception {
    begin(7, "start", "begin 7");
    centre.accept(new Command.SetNodeState(node(0), NodeState.CORDONED, "new firmware"));
    machine.report(new Report.NodeReachable(node(0)));
    assertThat(commands.received).isEmpty();
    machine.report(new Report.NodeUnreachable(node(1), "no heartbeat"));
    machine.report(new Report.NodeUnreachable(node(1), "no heartbeat"));
    machine.report(new Report.NodeReachable(node(1)));
    assertThat(commands.received)
        .containsExactly(
            new Command.SetNodeState(node(1), NodeState.UNKNOWN, "no heartbeat"),
            new Command.SetNodeState(node(1), NodeState.READY, ""));
  }
}
