package org.suanli.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.suanli.simulation.CentreFixture.aCentre;
import static org.suanli.simulation.CentreFixture.node;
import static org.suanli.simulation.JobFixture.aJob;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.suanli.core.engine.Answer;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Event;
import org.suanli.core.lifecycle.JobSignal;
import org.suanli.core.lifecycle.Outcome;
import org.suanli.core.lifecycle.StopCause;
import org.suanli.core.scheduling.WaitReason;
import org.suanli.core.supply.NodeState;
import org.suanli.core.units.JobId;
import org.suanli.core.units.MemberId;
import org.suanli.core.units.MilliAccelerators;

class LifecycleStoriesTest {
  private static List<Outcome> outcomes(Centre centre) {
    return centre.events(Event.AttemptEnded.class).stream()
        .map(Event.AttemptEnded::outcome)
        .toList();
  }

  private static List<JobSignal> signals(Centre centre, JobId job) {
    return centre.events(Event.JobMoved.class).stream()
        .filter(moved -> moved.job().equals(job))
        .map(Event.JobMoved::signal)
        .toList();
  }

  @Test
  void aFailingJobIsTriedAgainEverLaterUntilItsRetriesAreUsed() {
    var centre = aCentre().whereTasks(Script.runs(Duration.ofMinutes(1)).exits(1)).open();
    var job = centre.submit(aJob().retries(2));
    centre.run(Duration.ofSeconds(61));
    assertThat(centre.reason(job)).containsInstanceOf(WaitReason.BackingOff.class);
    centre.run(Duration.ofMinutes(30));
    assertThat(outcomes(centre))
        .containsExactly(Outcome.TASK_FAILED, Outcome.TASK_FAILED, Outcome.TASK_FAILED);
    assertThat(signals(centre, job))
        .containsExactly(
            JobSignal.ATTEMPT_TO_REPEAT, JobSignal.ATTEMPT_TO_REPEAT, JobSignal.ATTEMPT_FAILED);
    var placed =
        centre.journal().stream()
            .filter(stamped -> stamped.event() instanceof Event.AttemptPlaced)
            .map(Event.Stamped::at)
            .toList();
    assertThat(Duration.between(placed.get(0), placed.get(1))).isEqualTo(Duration.ofSeconds(62));
    assertThat(Duration.between(placed.get(1), placed.get(2))).isEqualTo(Duration.ofSeconds(64));
  }

  @Test
  void oneFailingTaskEndsItsGang() {
    var failing =
        new Script(
            Duration.ZERO,
            Duration.ofMinutes(1),
            3,
            1,
            Duration.ofSeconds(2),
            Optional.empty(),
            Duration.ZERO,
            0);
    var centre = aCentre().nodes(2).whereTasks(failing).open();
    var job = centre.submit(aJob().accelerators(8).tasks(2));
    centre.run(Duration.ofMinutes(5));
    assertThat(centre.job(job)).isEmpty();
    assertThat(outcomes(centre)).containsExactly(Outcome.TASK_FAILED);
  }

  @Test
  void aDependentStartsAfterSuccess() {
    var centre = aCentre().open();
    var first = centre.submit(aJob());
    var second = centre.submit(aJob().after(first));
    assertThat(centre.reason(second)).contains(new WaitReason.Dependencies(List.of(first)));
    centre.run(Duration.ofMinutes(11));
    assertThat(centre.isRunning(second)).isTrue();
  }

  @Test
  void allThatDependsOnAFailureIsCancelled() {
    var centre = aCentre().whereTasks(Script.runs(Duration.ofMinutes(1)).exits(1)).open();
    var first = centre.submit(aJob());
    var second = centre.submit(aJob().after(first));
    var third = centre.submit(aJob().after(second));
    centre.run(Duration.ofMinutes(2));
    assertThat(signals(centre, first)).containsExactly(JobSignal.ATTEMPT_FAILED);
    assertThat(signals(centre, second)).containsExactly(JobSignal.DEPENDENCY_FAILED);
    assertThat(signals(centre, third)).containsExactly(JobSignal.DEPENDENCY_FAILED);
  }

  @Test
  void aJobDependsOnNoJobOfAnotherOrganizationWhetherItRunsOrHasEnded() {
    var centre = aCentre().organizations("ocean", "river").open();
    var ocean = centre.submit(aJob());
    var dependent = aJob().organization("river").after(ocean).submit();
    assertThat(centre.execute(dependent)).isInstanceOf(Answer.Refused.class);
    centre.run(Duration.ofMinutes(11));
    assertThat(centre.job(ocean)).isEmpty();
    assertThat(centre.execute(dependent)).isInstanceOf(Answer.Refused.class);
    assertThat(centre.execute(aJob().after(ocean).submit())).isInstanceOf(Answer.Accepted.class);
  }

  @Test
  void aLongChainOfDependenciesFallsAsOne() {
    var centre = aCentre().whereTasks(Script.runs(Duration.ofMinutes(1)).exits(1)).open();
    var first = centre.submit(aJob());
    var last = first;
    for (int job = 0; job < 20_000; job++) {
      last =
          ((Event.JobSubmitted)
                  ((Answer.Accepted)
                          centre
                              .engine()
                              .execute(
                                  aJob().after(last).submit(), MemberId.PLATFORM, centre.clock()))
                      .events()
                      .getFirst()
                      .event())
              .job();
    }
    var answer =
        centre.engine().execute(new Command.Cancel(first), MemberId.PLATFORM, centre.clock());
    assertThat(answer).isInstanceOf(Answer.Accepted.class);
  }

  @Test
  void aTimeLimitStopsInTimeForTheGraceAndEndsTheJob() {
    var centre = aCentre().whereTasks(Script.runs(Duration.ofHours(9))).open();
    var job = centre.submit(aJob().timeLimit(Duration.ofMinutes(5)).retries(3));
    centre.run(Duration.ofMinutes(6));
    assertThat(signals(centre, job)).containsExactly(JobSignal.ATTEMPT_FAILED);
    assertThat(outcomes(centre)).containsExactly(Outcome.TIME_LIMIT);
  }

  @Test
  void whoDoesNotObeyIsKilledAfterItsGraceAndOnlyThen() {
    var stubborn = Script.runs(Duration.ofHours(9)).stopsAfter(Duration.ofDays(1));
    var centre = aCentre().whereTasks(stubborn).open();
    var job = centre.submit(aJob().grace(Duration.ofMinutes(2)));
    centre.accept(new Command.Cancel(job));
    centre.run(Duration.ofSeconds(119));
    assertThat(centre.events(Event.KillRequested.class)).isEmpty();
    centre.run(Duration.ofSeconds(2));
    assertThat(centre.events(Event.KillRequested.class)).hasSize(1);
    assertThat(outcomes(centre)).containsExactly(Outcome.CANCELLED);
  }

  @Test
  void cancellingAgainDoesNotProlongTheGrace() {
    var stubborn = Script.runs(Duration.ofHours(9)).stopsAfter(Duration.ofDays(1));
    var centre = aCentre().whereTasks(stubborn).open();
    var job = centre.submit(aJob().grace(Duration.ofMinutes(2)));
    centre.accept(new Command.SetNodeState(node(0), NodeState.DRAINING, "service"));
    centre.run(Duration.ofMinutes(1));
    centre.accept(new Command.Cancel(job));
    var stops = centre.events(Event.StopRequested.class);
    assertThat(stops)
        .extracting(Event.StopRequested::cause)
        .containsExactly(StopCause.DRAINED, StopCause.CANCELLED);
    assertThat(stops.get(1).killAt()).isEqualTo(stops.get(0).killAt());
  }

  @Test
  void aDrainedNodeEmptiesAndItsJobGoesElsewhere() {
    var centre = aCentre().nodes(2).open();
    var job = centre.submit(aJob().accelerators(8));
    centre.accept(new Command.SetNodeState(node(0), NodeState.DRAINING, "service"));
    centre.run(Duration.ofSeconds(5));
    assertThat(outcomes(centre)).containsExactly(Outcome.DRAINED);
    var attempt = centre.job(job).orElseThrow().attempt().orElseThrow();
    assertThat(attempt.placement().tasks().getFirst().node()).isEqualTo(node(1));
    centre.accept(new Command.RemoveNode(node(0)));
  }

  @Test
  void aNodeThatCannotBeSeenKeepsItsCapacityUntilItsWorkHasEnded() {
    var centre = aCentre().nodes(1).open();
    var job = centre.submit(aJob().accelerators(8));
    centre.machines().hide(node(0));
    centre.accept(new Command.SetNodeState(node(0), NodeState.UNKNOWN, "no answer"));
    centre.run(Duration.ofMinutes(40));
    assertThat(centre.isRunning(job)).isTrue();
    assertThat(centre.state().fleet().balance().allocated())
        .isEqualTo(new MilliAccelerators(8_000));
    centre.machines().show(node(0), centre.clock());
    centre.accept(new Command.SetNodeState(node(0), NodeState.READY, ""));
    centre.run(Duration.ofSeconds(1));
    assertThat(signals(centre, job)).containsExactly(JobSignal.ATTEMPT_SUCCEEDED);
    var ended = centre.events(Event.AttemptEnded.class).getFirst();
    assertThat(ended.endedAt()).isEqualTo(CentreFixture.START.plus(Duration.ofMinutes(10)));
  }

  @Test
  void aDeadNodeCostsNoRetry() {
    var centre = aCentre().nodes(2).open();
    var job = centre.submit(aJob().accelerators(8));
    centre.machines().die(node(0));
    centre.accept(new Command.SetNodeState(node(0), NodeState.DOWN, "power lost"));
    assertThat(outcomes(centre)).containsExactly(Outcome.PLATFORM_FAULT);
    centre.run(Duration.ofMinutes(11));
    assertThat(signals(centre, job))
        .containsExactly(JobSignal.ATTEMPT_TO_REPEAT, JobSignal.ATTEMPT_SUCCEEDED);
  }

  @Test
  void whatAGangDoesAboutADeadNodeIsNoFailureOfItsOwn() {
    var centre = aCentre().nodes(3).whereTasks(Script.runs(Duration.ofMinutes(1)).exits(1)).open();
    var job = centre.submit(aJob().tasks(2).accelerators(8).retries(0));
    centre.machines().hide(node(1));
    centre.run(Duration.ofSeconds(70));
    assertThat(centre.isRunning(job)).isTrue();
    centre.machines().die(node(1));
    centre.accept(new Command.SetNodeState(node(1), NodeState.DOWN, "power lost"));
    assertThat(outcomes(centre)).containsExactly(Outcome.PLATFORM_FAULT);
    centre.run(Duration.ofSeconds(1));
    centre.run(Duration.ofMinutes(2));
    assertThat(outcomes(centre)).containsExactly(Outcome.PLATFORM_FAULT, Outcome.TASK_FAILED);
    assertThat(signals(centre, job))
        .containsExactly(JobSignal.ATTEMPT_TO_REPEAT, JobSignal.ATTEMPT_FAILED);
  }

  @Test
  void aLaunchThatIsRepeatedExecutesOnce() {
    var centre = aCentre().open();
    centre.submit(aJob());
    centre.journal().forEach(centre.machines()::accept);
    assertThat(centre.machines().refusedLaunches()).isEqualTo(1);
    centre.run(Duration.ofMinutes(11));
    assertThat(outcomes(centre)).containsExactly(Outcome.SUCCEEDED);
  }

  @Test
  void reportsThatComeTwiceOrLateChangeNothing() {
    var echoing =
        new Script(
            Duration.ZERO,
            Duration.ofMinutes(10),
            0,
            -1,
            Duration.ZERO,
            Optional.empty(),
            Duration.ofMinutes(3),
            2);
    var centre = aCentre().whereTasks(echoing).open();
    var job = centre.submit(aJob());
    centre.run(Duration.ofHours(1));
    assertThat(signals(centre, job)).containsExactly(JobSignal.ATTEMPT_SUCCEEDED);
    assertThat(centre.events(Event.AttemptStarted.class)).hasSize(1);
    assertThat(centre.events(Event.AttemptEnded.class).getFirst().endedAt())
        .isEqualTo(CentreFixture.START.plus(Duration.ofMinutes(10)));
  }
}
