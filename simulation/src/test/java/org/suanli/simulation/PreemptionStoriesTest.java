package org.suanli.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.suanli.simulation.CentreFixture.aCentre;
import static org.suanli.simulation.JobFixture.aJob;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Event;
import org.suanli.core.lifecycle.StopCause;
import org.suanli.core.scheduling.Policy;
import org.suanli.core.scheduling.Policy.Preemption;
import org.suanli.core.units.JobId;

/// Who yields to guaranteed work, when, and to the loss of how much.
class PreemptionStoriesTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private static Centre centre(int nodes, Preemption preemption) {
    return centre(nodes, preemption, _ -> Script.runs(DAY));
  }

  private static Centre centre(int nodes, Preemption preemption, Script.Source scripts) {
    var centre = aCentre().nodes(nodes).whereTasks(scripts).open();
    centre.accept(new Command.SetPolicy(Policy.STANDARD.withPreemption(preemption)));
    return centre;
  }

  private static Preemption after(Duration minimumRunTime) {
    return Preemption.STANDARD.withMinimumRunTime(minimumRunTime);
  }

  private static JobFixture spot(int accelerators) {
    return aJob().spot().accelerators(accelerators).timeLimit(DAY);
  }

  private static List<JobId> victims(Centre centre) {
    return centre.events(Event.StopRequested.class).stream()
        .filter(stop -> stop.cause() == StopCause.PREEMPTED)
        .map(stop -> stop.attempt().job())
        .toList();
  }

  private static List<Instant> preemptions(Centre centre) {
    return centre.journal().stream()
        .filter(
            stamped ->
                stamped.event() instanceof Event.StopRequested(_, var cause, _)
                    && cause == StopCause.PREEMPTED)
        .map(Event.Stamped::at)
        .toList();
  }

  @Test
  void whoHasJustSavedYieldsRatherThanWhoHasNot() {
    var centre =
        centre(
            2,
            Preemption.STANDARD,
            placed ->
                placed.attempt().job().value() == 1
                    ? Script.runs(DAY).checkpointsEvery(Duration.ofMinutes(29))
                    : Script.runs(DAY));
    var saves = centre.submit(spot(8).checkpointEvery(Duration.ofMinutes(29)));
    centre.run(Duration.ofMinutes(10));
    var younger = centre.submit(spot(8));
    centre.run(Duration.ofMinutes(20));
    var guaranteed = centre.submit(aJob().guaranteed().accelerators(8));
    assertThat(victims(centre)).containsExactly(saves);
    centre.run(MINUTE);
    assertThat(centre.isRunning(guaranteed)).isTrue();
    assertThat(centre.isRunning(younger)).isTrue();
  }

  @Test
  void noMoreYieldThanAreNeeded() {
    var centre = centre(2, Preemption.STANDARD);
    for (int job = 0; job < 8; job++) {
      centre.submit(spot(2));
    }
    centre.run(HOUR);
    centre.submit(aJob().guaranteed().accelerators(5));
    assertThat(victims(centre)).hasSize(3);
    centre.run(MINUTE);
    centre.submit(aJob().guaranteed().accelerators(3));
    assertThat(victims(centre)).as("one accelerator was left over").hasSize(4);
  }

  @Test
  void twoThatComeTogetherDoNotBothCountOnTheSameVictim() {
    var centre = centre(2, Preemption.STANDARD);
    centre.submit(spot(8));
    centre.submit(spot(8));
    centre.run(HOUR);
    centre.accept(
        new Command.SetPolicy(centre.state().policy().withBackfill(Policy.Backfill.CONSERVATIVE)));
    centre.accept(aJob().guaranteed().accelerators(8).submit());
    centre.accept(aJob().guaranteed().accelerators(6).submit());
    centre.accept(new Command.Advance());
    assertThat(victims(centre)).containsExactlyInAnyOrder(new JobId(1), new JobId(2));
    centre.run(MINUTE);
    assertThat(centre.isRunning(new JobId(3))).isTrue();
    assertThat(centre.isRunning(new JobId(4))).isTrue();
  }

  /// Each of eight small ones loses less than the large one, which has saved a minute ago; together
  /// they lose more.
  @Test
  void oneLargeVictimThatHasSavedLosesLessThanManySmallOnes() {
    var centre =
        centre(
            2,
            Preemption.STANDARD,
            placed ->
                placed.placement().tasks().getFirst().devices() == 255
                    ? Script.runs(DAY).checkpointsEvery(Duration.ofMinutes(25))
                    : Script.runs(DAY));
    var large = centre.submit(spot(8));
    centre.run(Duration.ofMinutes(10));
    for (int job = 0; job < 8; job++) {
      centre.submit(spot(1));
    }
    centre.run(Duration.ofMinutes(16));
    centre.submit(aJob().guaranteed().accelerators(8));
    assertThat(victims(centre)).containsExactly(large);
  }

  /// Eight accelerators that saved a minute ago lose less than four that saved ten minutes ago;
  /// with an hour for the restart, more.
  @Test
  void aRestartCostsAllThatTheVictimHolds() {
    for (boolean isFree : new boolean[] {true, false}) {
      var centre =
          centre(
              2,
              Preemption.STANDARD.withRestartCost(isFree ? Duration.ZERO : HOUR),
              placed ->
                  Script.runs(DAY)
                      .checkpointsEvery(
                          Duration.ofMinutes(placed.attempt().job().value() == 1 ? 59 : 50)));
      var large = centre.submit(spot(8));
      var small = centre.submit(spot(4));
      centre.submit(aJob().accelerators(4).timeLimit(DAY));
      centre.run(HOUR);
      centre.submit(aJob().guaranteed().accelerators(4));
      assertThat(victims(centre)).containsExactly(isFree ? large : small);
    }
  }

  @Test
  void nobodyYieldsWithinTheMinimumRunTimeAndThenAtOnce() {
    var centre = centre(1, after(Duration.ofMinutes(30)));
    var start = centre.clock();
    var spot = centre.submit(spot(8));
    centre.run(Duration.ofMinutes(20));
    var guaranteed = centre.submit(aJob().guaranteed().accelerators(8));
    assertThat(victims(centre)).isEmpty();
    assertThat(centre.engine().nextDue()).contains(start.plus(Duration.ofMinutes(30)));
    centre.run(Duration.ofMinutes(11));
    assertThat(victims(centre)).containsExactly(spot);
    assertThat(preemptions(centre)).containsExactly(start.plus(Duration.ofMinutes(30)));
    assertThat(centre.isRunning(guaranteed)).isTrue();
  }

  @Test
  void aShorterMinimumCountsFromNow() {
    var centre = centre(1, after(Duration.ofDays(7)));
    var spot = centre.submit(spot(8));
    centre.run(HOUR);
    centre.submit(aJob().guaranteed().accelerators(8));
    assertThat(victims(centre)).isEmpty();
    centre.accept(new Command.SetPolicy(Policy.STANDARD.withPreemption(after(Duration.ZERO))));
    centre.accept(new Command.Advance());
    assertThat(victims(centre)).containsExactly(spot);
  }

  @Test
  void whoWasPreemptedIsLeftAloneForItsMinimumAgain() {
    var centre = centre(1, after(Duration.ofMinutes(30)));
    var spot = centre.submit(spot(8));
    centre.run(HOUR);
    centre.submit(aJob().guaranteed().accelerators(8).timeLimit(Duration.ofMinutes(5)));
    centre.run(Duration.ofMinutes(20));
    assertThat(centre.isRunning(spot)).isTrue();
    centre.submit(aJob().guaranteed().accelerators(8).timeLimit(Duration.ofMinutes(5)));
    assertThat(victims(centre)).hasSize(1);
    centre.run(HOUR);
    assertThat(victims(centre)).containsExactly(spot, spot);
    var times = preemptions(centre);
    assertThat(Duration.between(times.getFirst(), times.getLast()))
        .isGreaterThan(Duration.ofMinutes(30));
  }

  @Test
  void costsAndTimesOutOfRangeAreRefused() {
    assertThatThrownBy(() -> Preemption.STANDARD.withRestartCost(DAY.plusMillis(1)))
        .hasMessage("The cost (PT24H0.001S) of a restart must be 0 to 1 day.");
    assertThatThrownBy(() -> Preemption.STANDARD.withMinimumRunTime(Duration.ofMillis(-1)))
        .hasMessage("The minimum run time (PT-0.001S) must be 0 to 7 days.");
  }
}
