package org.suanli.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.suanli.simulation.CentreFixture.PFLOPS_HOUR;
import static org.suanli.simulation.CentreFixture.aCentre;
import static org.suanli.simulation.CentreFixture.grant;
import static org.suanli.simulation.JobFixture.aJob;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Event;
import org.suanli.core.units.AttemptId;

class RestoreStoriesTest {
  @Test
  void numbersGoOnAfterAGap() {
    var centre = aCentre().whereTasks(Script.runs(Duration.ofHours(1))).open();
    var before = centre.submit(aJob());
    var granted = grant(centre, "ocean", PFLOPS_HOUR, Duration.ofDays(1));
    assertThat(centre.accept(new Command.NoteRestore(1)))
        .containsExactly(new Event.CentreRestored(1));
    assertThat(centre.submit(aJob()).value()).isEqualTo(before.value() + 1_000_001);
    assertThat(grant(centre, "ocean", PFLOPS_HOUR, Duration.ofDays(1)).value())
        .isEqualTo(granted.value() + 1_000_001);
  }

  @Test
  void whatRanIsTriedAgainUnderANumberThatNoAttemptHad() {
    var centre = aCentre().whereTasks(Script.runs(Duration.ofHours(1))).open();
    var job = centre.submit(aJob());
    centre.accept(new Command.NoteRestore(1));
    assertThat(centre.isRunning(job)).isTrue();
    assertThat(centre.machines().lose(new AttemptId(job, 1), 0, centre.clock())).isTrue();
    centre.run(Duration.ofHours(3));
    assertThat(centre.events(Event.AttemptPlaced.class))
        .extracting(Event.AttemptPlaced::attempt)
        .containsExactly(new AttemptId(job, 1), new AttemptId(job, 1_002));
    assertThat(centre.job(job)).isEmpty();
    centre.state().requireIndexed();
  }

  @Test
  void aRestoreIsNotedOnce() {
    var centre = aCentre().open();
    assertThat(centre.accept(new Command.NoteRestore(0))).isEmpty();
    assertThat(centre.accept(new Command.NoteRestore(2))).hasSize(1);
    assertThat(centre.accept(new Command.NoteRestore(2))).isEmpty();
    assertThat(centre.accept(new Command.NoteRestore(1))).isEmpty();
    assertThat(centre.accept(new Command.NoteRestore(3))).hasSize(1);
  }

  @Test
  void aCopyOfTheStateKnowsTheRestores() {
    var centre = aCentre().open();
    centre.accept(new Command.NoteRestore(1));
    assertThat(centre.state().copy().toText()).isEqualTo(centre.state().toText());
  }
}
