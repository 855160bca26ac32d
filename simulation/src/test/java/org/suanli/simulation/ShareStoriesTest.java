package org.suanli.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.suanli.simulation.CentreFixture.aCentre;
import static org.suanli.simulation.CentreFixture.node;
import static org.suanli.simulation.JobFixture.aJob;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.suanli.core.allocation.Allocation;
import org.suanli.core.allocation.Quota;
import org.suanli.core.engine.Answer;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Event;
import org.suanli.core.engine.State;
import org.suanli.core.ledger.Transfer;
import org.suanli.core.scheduling.WaitReason;
import org.suanli.core.supply.Placement;
import org.suanli.core.units.AcceleratorTime;
import org.suanli.core.units.JobId;
import org.suanli.core.units.Limit;
import org.suanli.core.units.MilliAccelerators;

/// Tasks that share a device.
class ShareStoriesTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private static Placement.OnNode placeOf(Centre centre, JobId job) {
    return placementOf(centre, job).tasks().getFirst();
  }

  private static Placement placementOf(Centre centre, JobId job) {
    return centre.events(Event.AttemptPlaced.class).stream()
        .filter(placed -> placed.attempt().job().equals(job))
        .reduce((_, last) -> last)
        .orElseThrow()
        .placement();
  }

  private static JobFixture share(long milli) {
    return aJob().milliAccelerators(milli);
  }

  private static Centre close(Centre centre) {
    centre.invariants().compare(centre.state());
    return centre;
  }

  @Test
  void fourQuartersRunOnOneDeviceAndAFifthOnAnother() {
    var centre = aCentre().nodes(1).open();
    var jobs = new ArrayList<JobId>();
    for (int count = 0; count < 5; count++) {
      jobs.add(centre.submit(share(250)));
    }
    assertThat(jobs)
        .extracting(job -> placeOf(centre, job).devices())
        .containsExactly(1L, 1L, 1L, 1L, 2L);
    assertThat(placeOf(centre, jobs.getFirst()).share()).isEqualTo(new MilliAccelerators(250));
    assertThat(centre.state().fleet().balance().allocated())
        .isEqualTo(new MilliAccelerators(1_250));
    centre.run(HOUR);
    assertThat(close(centre).state().fleet().balance().allocated())
        .isEqualTo(MilliAccelerators.ZERO);
  }

  @Test
  void aShareGoesWhereTheLeastThatSufficesIsLeft() {
    var centre = aCentre().nodes(2).open();
    centre.submit(share(300));
    centre.submit(share(800));
    var small = centre.submit(share(200));
    var larger = centre.submit(share(600));
    assertThat(placeOf(centre, small).devices()).isEqualTo(2);
    assertThat(placeOf(centre, larger).devices()).isEqualTo(1);
  }

  @Test
  void aNewDeviceIsSharedOnTheNodeThatIsMostInUse() {
    var centre = aCentre().nodes(3).open();
    centre.submit(aJob().accelerators(8));
    centre.submit(aJob().accelerators(5));
    assertThat(placeOf(centre, centre.submit(share(500))).node()).isEqualTo(node(1));
  }

  @Test
  void organizationsDoNotShareADevice() {
    var centre = aCentre().nodes(1).organizations("ocean", "river").open();
    var ocean = centre.submit(share(250));
    var river = centre.submit(share(250).organization("river"));
    assertThat(placeOf(centre, ocean).devices()).isEqualTo(1);
    assertThat(placeOf(centre, river).devices()).isEqualTo(2);
  }

  @Test
  void wholeDevicesAreNeverShared() {
    var centre = aCentre().nodes(1).open();
    centre.submit(share(100));
    var gang = centre.submit(aJob().accelerators(8));
    assertThat(centre.isRunning(gang)).isFalse();
    assertThat(centre.reason(gang))
        .contains(
            new WaitReason.NotEnoughFree(
                new MilliAccelerators(8_000), new MilliAccelerators(7_000), false));
    assertThat(
            placeOf(centre, centre.submit(aJob().accelerators(7).timeLimit(Duration.ofMinutes(20))))
                .devices())
        .isEqualTo(0b1111_1110);
    centre.run(Duration.ofMinutes(30));
    assertThat(placeOf(centre, gang).devices()).isEqualTo(0xFF);
    close(centre);
  }

  @Test
  void aGangOfSharesIsPlacedWhole() {
    var centre = aCentre().nodes(1).open();
    centre.submit(aJob().accelerators(7));
    var tooLarge = centre.submit(share(300).tasks(4));
    assertThat(centre.isRunning(tooLarge)).isFalse();
    assertThat(centre.reason(tooLarge))
        .contains(
            new WaitReason.NotEnoughFree(
                new MilliAccelerators(1_200), new MilliAccelerators(1_000), false));
    var fits = centre.submit(share(250).tasks(4).timeLimit(Duration.ofMinutes(5)));
    assertThat(placementOf(centre, fits).tasks())
        .hasSize(4)
        .allSatisfy(task -> assertThat(task.devices()).isEqualTo(0x80));
    close(centre);
  }

  @Test
  void aShareThatWouldDelayAPromisedGangWaits() {
    var centre = aCentre().nodes(1).whereTasks(Script.runs(Duration.ofHours(9))).open();
    centre.submit(aJob().accelerators(7).timeLimit(HOUR));
    centre.submit(share(250).timeLimit(HOUR));
    var gang = centre.submit(aJob().accelerators(8));
    var promised = centre.job(gang).orElseThrow().promised().orElseThrow();
    var tooLong = centre.submit(share(250).timeLimit(HOUR.multipliedBy(2)));
    var shortEnough = centre.submit(share(250).timeLimit(Duration.ofMinutes(30)));
    assertThat(centre.reason(tooLong)).contains(new WaitReason.WouldDelay(gang, promised));
    assertThat(placeOf(centre, shortEnough).devices()).isEqualTo(0x80);
    centre.run(HOUR.multipliedBy(2));
    assertThat(centre.isRunning(gang)).isTrue();
    close(centre);
  }

  @Test
  void aShareIsPromisedWhatOthersLeaveOfADevice() {
    var centre = aCentre().nodes(1).whereTasks(Script.runs(Duration.ofHours(9))).open();
    centre.submit(aJob().accelerators(7).timeLimit(HOUR.multipliedBy(5)));
    centre.submit(share(600).timeLimit(HOUR.multipliedBy(4)));
    centre.submit(share(400).timeLimit(HOUR));
    var next = centre.submit(share(400).timeLimit(HOUR));
    var promised = centre.job(next).orElseThrow().promised().orElseThrow();
    assertThat(promised).isBefore(CentreFixture.START.plus(Duration.ofMinutes(70)));
    centre.run(Duration.ofMinutes(70));
    assertThat(centre.isRunning(next)).isTrue();
    close(centre);
  }

  @Test
  void guaranteedWorkTakesADeviceFromAllThatShareIt() {
    var centre = aCentre().nodes(1).whereTasks(Script.runs(Duration.ofHours(9))).open();
    var spots =
        List.of(
            centre.submit(share(500).spot().timeLimit(HOUR)),
            centre.submit(share(500).spot().timeLimit(HOUR)));
    centre.submit(aJob().accelerators(7).timeLimit(HOUR));
    centre.run(Duration.ofMinutes(15));
    var guaranteed = centre.submit(aJob().guaranteed());
    assertThat(centre.events(Event.StopRequested.class))
        .extracting(stop -> stop.attempt().job())
        .containsExactlyInAnyOrderElementsOf(spots);
    centre.run(Duration.ofMinutes(5));
    assertThat(centre.isRunning(guaranteed)).isTrue();
    close(centre);
  }

  @Test
  void aShareIsMeteredAndChargedAsAShare() {
    var centre = aCentre().nodes(1).whereTasks(Script.runs(HOUR)).open();
    centre.submit(share(250).timeLimit(Duration.ofHours(2)));
    centre.run(Duration.ofHours(3));
    var charged =
        centre.events(Event.Posted.class).stream()
            .map(Event.Posted::transfer)
            .filter(transfer -> transfer.kind() == Transfer.Kind.CHARGE)
            .flatMap(transfer -> transfer.metered().stream())
            .toList();
    assertThat(charged)
        .allSatisfy(part -> assertThat(part.held()).isEqualTo(new MilliAccelerators(250)));
    assertThat(charged.stream().map(part -> part.used()).reduce(AcceleratorTime::plus))
        .contains(new AcceleratorTime(250 * HOUR.toMillis()));
  }

  @Test
  void aQuotaCountsSharesAsWhatTheyAre() {
    var centre = aCentre().nodes(1).open();
    centre.accept(
        new Command.SetQuota(
            new Allocation.Owner.OfOrganization(share(1).projectId().organization()),
            new Quota(MilliAccelerators.ZERO, Limit.atMost(new MilliAccelerators(500)))));
    assertThat(centre.isRunning(centre.submit(share(250).tasks(2)))).isTrue();
    assertThat(centre.execute(share(750).submit()))
        .asInstanceOf(type(Answer.Refused.class))
        .extracting(answer -> answer.toString(), STRING)
        .contains("The accelerators (0.75) of the job must not exceed the quota (0.5)");
  }

  /// Before devices were shared, a share took the whole of one.
  @Test
  void anOldJournalKeepsItsWholeDevices() {
    var centre = aCentre().nodes(1).whereTasks(Script.runs(HOUR)).open();
    centre.submit(share(250));
    var state = new State();
    for (var stamped : centre.journal()) {
      if (!(stamped.event() instanceof Event.PeriodOpened)
          && !(stamped.event() instanceof Event.Posted)) {
        state.apply(new Event.Stamped(stamped.at(), stamped.by(), asWhole(stamped.event())));
      }
    }
    assertThat(state.fleet().balance().allocated()).isEqualTo(MilliAccelerators.DEVICE);
    assertThat(state.running())
        .extracting(running -> running.attempt().orElseThrow().occupied())
        .containsExactly(MilliAccelerators.DEVICE);
    state.requireIndexed();
  }

  private static Event asWhole(Event event) {
    return event instanceof Event.AttemptPlaced(var attempt, var placement)
        ? new Event.AttemptPlaced(
            attempt,
            new Placement(
                placement.model(),
                placement.tasks().stream()
                    .map(task -> new Placement.OnNode(task.role(), task.node(), task.devices()))
                    .toList()))
        : event;
  }

  @Test
  void aJournalInWhichOrganizationsShareADeviceIsRefused() {
    var centre = aCentre().nodes(1).organizations("ocean", "river").open();
    centre.submit(share(250));
    centre.submit(share(250).organization("river"));
    assertThatThrownBy(() -> observe(centre.journal(), 0b1, 250))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("shares of a device are of one organization");
  }

  @Test
  void aJournalInWhichSharesAreMoreThanADeviceIsRefused() {
    var centre = aCentre().nodes(1).open();
    centre.submit(share(600));
    centre.submit(share(600));
    assertThatThrownBy(() -> observe(centre.journal(), 0b1, 600))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("shares of a device are at most 1,000 milli");
  }

  /// With all shares on one device.
  private static void observe(List<Event.Stamped> events, long device, long milli) {
    var invariants = new Invariants();
    for (var stamped : events) {
      var event =
          stamped.event() instanceof Event.AttemptPlaced(var attempt, var placement)
              ? new Event.AttemptPlaced(
                  attempt,
                  new Placement(
                      placement.model(),
                      List.of(
                          new Placement.OnNode(0, node(0), device, new MilliAccelerators(milli)))))
              : stamped.event();
      invariants.observe(new Event.Stamped(stamped.at(), stamped.by(), event));
    }
  }
}
