package org.suanli.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.suanli.simulation.CentreFixture.PFLOPS_HOUR;
import static org.suanli.simulation.CentreFixture.aCentre;
import static org.suanli.simulation.CentreFixture.grant;
import static org.suanli.simulation.CentreFixture.grantOf;
import static org.suanli.simulation.CentreFixture.node;
import static org.suanli.simulation.JobFixture.aJob;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.suanli.core.allocation.Allocation;
import org.suanli.core.allocation.Grant;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Event;
import org.suanli.core.ledger.Account;
import org.suanli.core.ledger.Transfer;
import org.suanli.core.lifecycle.Outcome;
import org.suanli.core.scheduling.WaitReason;
import org.suanli.core.supply.NodeState;
import org.suanli.core.units.AllocationId;
import org.suanli.core.units.Amount;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.Window;

class SettlementStoriesTest {
  private static final Script LONG = Script.runs(Duration.ofDays(100));

  private static long balance(Centre centre, AllocationId allocation, Account account) {
    return centre.state().books().page(allocation).balance(account).value();
  }

  private static List<Transfer> posted(Centre centre, Transfer.Kind kind) {
    return centre.events(Event.Posted.class).stream()
        .map(Event.Posted::transfer)
        .filter(transfer -> transfer.kind() == kind)
        .toList();
  }

  private static List<Outcome> outcomes(Centre centre) {
    return centre.events(Event.AttemptEnded.class).stream()
        .map(Event.AttemptEnded::outcome)
        .toList();
  }

  @Test
  void exactlyTheUseIsChargedAndTheRestReleased() {
    var centre = aCentre().withoutAllocations().open();
    var allocation = grant(centre, "ocean", 100 * PFLOPS_HOUR, Duration.ofDays(30));
    centre.submit(aJob().accelerators(6).timeLimit(Duration.ofHours(2)));
    centre.run(Duration.ofHours(1));
    assertThat(balance(centre, allocation, Account.CHARGED)).isEqualTo(PFLOPS_HOUR);
    assertThat(balance(centre, allocation, Account.RESERVED)).isZero();
    assertThat(balance(centre, allocation, Account.AVAILABLE)).isEqualTo(99 * PFLOPS_HOUR);
  }

  @Test
  void aLongJobReservesDayByDay() {
    var centre = aCentre().withoutAllocations().whereTasks(LONG).open();
    var allocation = grant(centre, "ocean", 1_000 * PFLOPS_HOUR, Duration.ofDays(30));
    centre.submit(aJob().accelerators(1).withoutTimeLimit());
    assertThat(balance(centre, allocation, Account.RESERVED)).isEqualTo(24 * PFLOPS_HOUR);
    centre.run(Duration.ofHours(60));
    assertThat(balance(centre, allocation, Account.CHARGED)).isEqualTo(48 * PFLOPS_HOUR);
    assertThat(balance(centre, allocation, Account.RESERVED)).isEqualTo(24 * PFLOPS_HOUR);
  }

  @Test
  void anExhaustedAllocationStopsItsJobsAndThePlatformBearsTheGrace() {
    var stubborn = LONG.stopsAfter(Duration.ofDays(200));
    var centre = aCentre().withoutAllocations().whereTasks(stubborn).open();
    var allocation = grant(centre, "ocean", 8 * PFLOPS_HOUR, Duration.ofDays(30));
    var job =
        centre.submit(aJob().accelerators(8).withoutTimeLimit().grace(Duration.ofMinutes(30)));
    centre.run(Duration.ofHours(2));
    assertThat(outcomes(centre)).containsExactly(Outcome.ALLOCATION_ENDED);
    assertThat(balance(centre, allocation, Account.CHARGED)).isEqualTo(8 * PFLOPS_HOUR);
    assertThat(balance(centre, allocation, Account.AVAILABLE)).isZero();
    assertThat(balance(centre, allocation, Account.BORNE))
        .isBetween(4 * PFLOPS_HOUR, 5 * PFLOPS_HOUR);
    assertThat(centre.reason(job)).contains(new WaitReason.NotPaid(aJob().projectId()));
  }

  @Test
  void theAllocationThatExpiresFirstPaysFirstAndTheNextTakesOver() {
    var centre = aCentre().withoutAllocations().whereTasks(LONG).open();
    var later = grant(centre, "ocean", 100 * PFLOPS_HOUR, Duration.ofDays(20));
    var sooner = grant(centre, "ocean", 100 * PFLOPS_HOUR, Duration.ofHours(3));
    var job = centre.submit(aJob().withoutTimeLimit());
    centre.run(Duration.ofHours(10));
    assertThat(centre.isRunning(job)).isTrue();
    assertThat(balance(centre, sooner, Account.CHARGED)).isEqualTo(3 * PFLOPS_HOUR);
    assertThat(balance(centre, sooner, Account.AVAILABLE)).isZero();
    assertThat(posted(centre, Transfer.Kind.EXPIRE))
        .singleElement()
        .satisfies(rest -> assertThat(rest.amount().value()).isEqualTo(97 * PFLOPS_HOUR));
    assertThat(balance(centre, later, Account.RESERVED)).isEqualTo(24 * PFLOPS_HOUR);
  }

  @Test
  void childrenAndTheirParentShareTheGrant() {
    var centre = aCentre().nodes(2).withoutAllocations().whereTasks(LONG).open();
    var parent = grant(centre, "ocean", 10 * PFLOPS_HOUR, Duration.ofDays(30));
    grantOf(centre, parent, 8 * PFLOPS_HOUR);
    grantOf(centre, parent, 8 * PFLOPS_HOUR);
    centre.submit(aJob().accelerators(8).withoutTimeLimit());
    centre.submit(aJob().accelerators(8).withoutTimeLimit());
    centre.run(Duration.ofHours(4));
    long used =
        centre.state().books().pages().keySet().stream()
            .mapToLong(id -> balance(centre, id, Account.CHARGED))
            .sum();
    assertThat(used).isEqualTo(10 * PFLOPS_HOUR);
    assertThat(centre.state().running()).isEmpty();
  }

  @Test
  void aNodeFailureCreditsWhatTheLastCheckpointDidNotSave() {
    var centre =
        aCentre()
            .withoutAllocations()
            .whereTasks(LONG.checkpointsEvery(Duration.ofMinutes(60)))
            .open();
    var allocation = grant(centre, "ocean", 100 * PFLOPS_HOUR, Duration.ofDays(30));
    centre.submit(aJob().withoutTimeLimit().checkpointEvery(Duration.ofMinutes(60)));
    centre.run(Duration.ofMinutes(150));
    centre.machines().die(node(0));
    centre.accept(new Command.SetNodeState(node(0), NodeState.DOWN, "power lost"));
    assertThat(posted(centre, Transfer.Kind.CREDIT))
        .singleElement()
        .satisfies(credit -> assertThat(credit.amount().value()).isEqualTo(PFLOPS_HOUR / 2));
    assertThat(balance(centre, allocation, Account.AVAILABLE)).isEqualTo(98 * PFLOPS_HOUR);
  }

  @Test
  void aCreditIsAtMostOneDeclaredInterval() {
    var centre = aCentre().withoutAllocations().whereTasks(LONG).open();
    grant(centre, "ocean", 100 * PFLOPS_HOUR, Duration.ofDays(30));
    centre.submit(aJob().withoutTimeLimit().checkpointEvery(Duration.ofMinutes(60)));
    centre.run(Duration.ofHours(5));
    centre.machines().die(node(0));
    centre.accept(new Command.SetNodeState(node(0), NodeState.DOWN, "power lost"));
    assertThat(posted(centre, Transfer.Kind.CREDIT))
        .singleElement()
        .satisfies(credit -> assertThat(credit.amount().value()).isEqualTo(PFLOPS_HOUR));
  }

  @Test
  void aFailureOfTheJobItselfIsNotCredited() {
    var centre = aCentre().whereTasks(Script.runs(Duration.ofMinutes(30)).exits(1)).open();
    centre.submit(aJob().checkpointEvery(Duration.ofMinutes(60)));
    centre.run(Duration.ofHours(1));
    assertThat(outcomes(centre)).containsExactly(Outcome.TASK_FAILED);
    assertThat(posted(centre, Transfer.Kind.CREDIT)).isEmpty();
  }

  @Test
  void withoutAnAllocationNothingStarts() {
    var centre = aCentre().withoutAllocations().open();
    var job = centre.submit(aJob());
    assertThat(centre.reason(job)).contains(new WaitReason.NotPaid(aJob().projectId()));
    grant(centre, "ocean", PFLOPS_HOUR, Duration.ofDays(1));
    centre.accept(new Command.Advance());
    assertThat(centre.isRunning(job)).isTrue();
  }

  @Test
  void aJobThatNothingPaysForAnyMoreLosesItsPromise() {
    var centre =
        aCentre().organizations("ocean", "river").withoutAllocations().whereTasks(LONG).open();
    grant(centre, "ocean", 100 * PFLOPS_HOUR, Duration.ofDays(30));
    var allocation = grant(centre, "river", 100 * PFLOPS_HOUR, Duration.ofDays(30));
    centre.submit(aJob().accelerators(8).timeLimit(Duration.ofHours(10)));
    var job = centre.submit(aJob().organization("river").accelerators(8));
    var another = centre.submit(aJob().organization("river").accelerators(8));
    var promised = centre.job(job).orElseThrow().promised();
    assertThat(promised).isPresent();
    centre.run(Duration.ofHours(1));
    centre.accept(new Command.CloseAllocation(allocation));
    centre.accept(new Command.Advance());
    assertThat(centre.job(job).orElseThrow().promised()).isEmpty();
    var unpaid = new WaitReason.NotPaid(aJob().organization("river").projectId());
    assertThat(centre.reason(job)).contains(unpaid);
    assertThat(centre.reason(another)).contains(new WaitReason.Behind(1, unpaid));
    grant(centre, "river", 100 * PFLOPS_HOUR, Duration.ofDays(30));
    centre.accept(new Command.Advance());
    assertThat(centre.job(job).orElseThrow().promised()).isEqualTo(promised);
    assertThat(centre.events(Event.PromiseWithdrawn.class))
        .containsExactly(new Event.PromiseWithdrawn(job));
  }

  @Test
  void aClosedAllocationStopsItsJobs() {
    var centre = aCentre().withoutAllocations().whereTasks(LONG).open();
    var allocation = grant(centre, "ocean", 100 * PFLOPS_HOUR, Duration.ofDays(30));
    centre.submit(aJob().withoutTimeLimit());
    centre.run(Duration.ofHours(1));
    centre.accept(new Command.CloseAllocation(allocation));
    centre.run(Duration.ofMinutes(1));
    assertThat(outcomes(centre)).containsExactly(Outcome.ALLOCATION_ENDED);
    assertThat(balance(centre, allocation, Account.CHARGED)).isEqualTo(PFLOPS_HOUR);
    assertThat(balance(centre, allocation, Account.AVAILABLE)).isZero();
  }

  @Test
  void aPartEndsWithTheWholeThatItIsPartOf() {
    var centre = aCentre().withoutAllocations().whereTasks(LONG).open();
    var parent = grant(centre, "ocean", 100 * PFLOPS_HOUR, Duration.ofDays(30));
    var child = grantOf(centre, parent, 50 * PFLOPS_HOUR);
    var grandchild = grantOf(centre, child, 20 * PFLOPS_HOUR);
    centre.accept(new Command.CloseAllocation(grandchild));
    centre.accept(new Command.CloseAllocation(parent));
    assertThat(centre.events(Event.AllocationClosed.class))
        .extracting(Event.AllocationClosed::allocation)
        .containsExactly(grandchild, child, parent);
  }

  @Test
  void whatAPartPaysForStopsWhenTheWholeCloses() {
    var centre = aCentre().withoutAllocations().whereTasks(LONG).open();
    var parent = grant(centre, "ocean", 100 * PFLOPS_HOUR, Duration.ofDays(30));
    var child = grantOf(centre, parent, 50 * PFLOPS_HOUR, Duration.ofDays(29));
    centre.submit(aJob().withoutTimeLimit());
    centre.run(Duration.ofHours(1));
    assertThat(balance(centre, child, Account.RESERVED)).isPositive();
    centre.accept(new Command.CloseAllocation(parent));
    centre.run(Duration.ofMinutes(1));
    assertThat(outcomes(centre)).containsExactly(Outcome.ALLOCATION_ENDED);
    assertThat(balance(centre, child, Account.CHARGED)).isEqualTo(PFLOPS_HOUR);
    assertThat(balance(centre, child, Account.AVAILABLE)).isZero();
  }

  @Test
  void aPartReachesNoFurtherThanTheWhole() {
    var centre = aCentre().withoutAllocations().open();
    var parent = grant(centre, "ocean", 100 * PFLOPS_HOUR, Duration.ofDays(30));
    assertThatThrownBy(() -> grantOf(centre, parent, 50 * PFLOPS_HOUR, Duration.ofDays(31)))
        .hasMessageContaining("must lie within that");
    centre.accept(new Command.CloseAllocation(parent));
    assertThatThrownBy(() -> grantOf(centre, parent, PFLOPS_HOUR))
        .hasMessageContaining("must be open");
  }

  @Test
  void cardHoursOfAPartAreOfModelsOfTheWhole() {
    var centre = aCentre().withoutAllocations().open();
    var parent = cardHours(centre, Optional.empty(), "make-a", "make-b");
    cardHours(centre, Optional.of(parent), "make-b");
    assertThatThrownBy(() -> cardHours(centre, Optional.of(parent), "make-b", "make-c"))
        .hasMessageContaining("The model (make-c)");
  }

  private static AllocationId cardHours(
      Centre centre, Optional<AllocationId> parent, String... models) {
    var amount = new Amount(Amount.Unit.MILLI_ACCELERATOR_MILLIS, 3_600_000_000L);
    return grant(
        centre,
        new Command.GrantAllocation(
            new Allocation.Owner.OfOrganization(new OrganizationId("ocean")),
            CentreFixture.SPRING,
            parent,
            new Grant.CardHours(Arrays.stream(models).map(ModelName::new).toList(), amount),
            new Window(centre.clock(), centre.clock().plus(Duration.ofDays(1)))));
  }
}
