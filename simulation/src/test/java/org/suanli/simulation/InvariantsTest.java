package org.suanli.simulation;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.suanli.simulation.CentreFixture.aCentre;
import static org.suanli.simulation.JobFixture.aJob;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.suanli.core.allocation.Allocation;
import org.suanli.core.allocation.Quota;
import org.suanli.core.engine.Event;
import org.suanli.core.engine.State;
import org.suanli.core.ledger.Transfer;
import org.suanli.core.supply.NodeSpec;
import org.suanli.core.supply.NodeState;
import org.suanli.core.units.AllocationId;
import org.suanli.core.units.Amount;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.JobId;
import org.suanli.core.units.Limit;
import org.suanli.core.units.MemberId;
import org.suanli.core.units.MilliAccelerators;

/// Every checker bites: a true journal passes, and each forged one is refused for its own reason;
/// and so is a state that is not the journal's.
class InvariantsTest {
  private static final AttemptId SECOND = new AttemptId(new JobId(2), 1);

  private static List<Event.Stamped> journal = List.of();

  /// A gang of two tasks with a node each, then another job; both succeed.
  @BeforeAll
  static void tellAStory() {
    var centre = aCentre().nodes(2).open();
    var first = centre.submit(aJob().accelerators(8).tasks(2).checkpointEvery(Duration.ofHours(1)));
    centre.submit(aJob().after(first));
    centre.run(Duration.ofHours(1));
    centre.invariants().compare(centre.state());
    centre.invariants().atEnd();
    journal = centre.journal();
  }

  private static Invariants observe(List<Event.Stamped> events) {
    var invariants = new Invariants();
    events.forEach(invariants::observe);
    return invariants;
  }

  private static State stateOf(List<Event.Stamped> events) {
    var state = new State();
    events.forEach(state::apply);
    return state;
  }

  /// The journal until just before an attempt of a job ends.
  private static List<Event.Stamped> untilEndOf(AttemptId attempt) {
    return journal.stream()
        .takeWhile(s -> !(s.event() instanceof Event.TaskEnded(var id, _, _) && id.equals(attempt)))
        .toList();
  }

  private static List<Event.Stamped> with(List<Event.Stamped> events, Event... more) {
    var forged = new ArrayList<>(events);
    for (var event : more) {
      forged.add(new Event.Stamped(events.getLast().at(), MemberId.PLATFORM, event));
    }
    return forged;
  }

  @Test
  void aTrueJournalPasses() {
    assertThatCode(() -> observe(journal)).doesNotThrowAnyException();
    assertThatCode(() -> observe(journal).compare(stateOf(journal))).doesNotThrowAnyException();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forgeries")
  void aForgedJournalIsRefused(Forgery forgery) {
    var forged = forgery.forge().apply(journal);
    assertThatThrownBy(() -> observe(forged))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(forgery.wantRule());
  }

  static Stream<Forgery> forgeries() {
    return Stream.of(DeviceForgeries.all(), BooksForgeries.all(), JobForgeries.all())
        .flatMap(List::stream);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("falseStates")
  void aStateThatIsNotTheJournalsIsRefused(Forgery forgery) {
    var told = untilEndOf(SECOND);
    var state = stateOf(forgery.forge().apply(told));
    assertThatThrownBy(() -> observe(told).compare(state))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(forgery.wantRule());
  }

  private static Forgery more(String name, String wantRule, Event... events) {
    return new Forgery(name, wantRule, told -> with(told, events));
  }

  static List<Forgery> falseStates() {
    var node = CentreFixture.node(1);
    var spec = ((Event.NodeAdded) first(Event.NodeAdded.class)).node();
    var other =
        new NodeSpec(
            CentreFixture.node(9),
            spec.block(),
            spec.rack(),
            spec.model(),
            spec.accelerators(),
            spec.cpus(),
            spec.memory());
    var granted = ((Event.AllocationGranted) first(Event.AllocationGranted.class)).allocation();
    var another =
        new Allocation(
            new AllocationId(77),
            granted.owner(),
            granted.programme(),
            granted.parent(),
            granted.grant(),
            granted.window());
    var submitted = (Event.JobSubmitted) first(Event.JobSubmitted.class);
    return List.of(
        more(
            "a node in another state",
            "what is held of a node",
            new Event.NodeStateChanged(node, NodeState.DOWN, "gone")),
        more("a node too many", "all nodes are known", new Event.NodeAdded(other)),
        more("a node too few", "a known node", new Event.NodeRemoved(node)),
        more(
            "foreign use that nobody saw",
            "allocated + idle + foreign + offline = capacity",
            new Event.ForeignUseSeen(node, 3)),
        more(
            "an entry that nobody posted",
            "a balance is the sum of its entries",
            new Event.Posted(
                new Transfer(
                    Transfer.Kind.EXPIRE,
                    granted.id(),
                    granted.grant().amount().minus(granted.grant().amount()).plus(one()),
                    Optional.empty(),
                    Optional.empty(),
                    0))),
        more(
            "an allocation too many",
            "all allocations are known",
            new Event.AllocationGranted(another)),
        more(
            "an allocation that is closed",
            "a closed allocation",
            new Event.AllocationClosed(granted.id())),
        more(
            "a job too many",
            "jobs that live",
            new Event.JobSubmitted(
                new JobId(99),
                submitted.project(),
                submitted.member(),
                submitted.demand(),
                submitted.spec())),
        new Forgery(
            "an attempt too few",
            "the present attempt",
            told ->
                told.stream()
                    .takeWhile(
                        s ->
                            !(s.event() instanceof Event.AttemptPlaced placed
                                && placed.attempt().equals(SECOND)))
                    .toList()));
  }

  private static Amount one() {
    return new Amount(Amount.Unit.NANO_PFLOPS_HOURS, 1);
  }

  private static Event first(Class<? extends Event> kind) {
    return journal.stream()
        .map(Event.Stamped::event)
        .filter(kind::isInstance)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatIsNotOverAtTheEndIsRefused() {
    assertThatThrownBy(() -> observe(untilEndOf(SECOND)).atEnd())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("every job ends");
  }

  @Test
  void aJobThatWaitsWithoutAReasonIsRefused() {
    var told =
        journal.stream().takeWhile(s -> !(s.event() instanceof Event.AttemptPlaced)).toList();
    assertThatThrownBy(() -> observe(told).explain(stateOf(told), _ -> Optional.empty()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a reason for waiting");
  }

  @Test
  void aReplayThatDiffersIsRefused() {
    var other =
        with(
            journal,
            new Event.QuotaSet(
                new Allocation.Owner.OfOrganization(aJob().projectId().organization()),
                new Quota(MilliAccelerators.ZERO, Limit.atMost(MilliAccelerators.ZERO))));
    assertThatThrownBy(() -> new Replica().follow(journal, stateOf(other)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("must be the same");
  }

  @Test
  void anEntryPostedIntoThePastIsRefused() {
    var statements = new StatementInvariants();
    var organization = aJob().projectId().organization();
    statements.tell(journal, organization, journal.getLast().at().plusMillis(1));
    assertThatCode(() -> statements.requireUnchanged(journal)).doesNotThrowAnyException();
    var charge =
        journal.stream()
            .map(Event.Stamped::event)
            .filter(event -> Forgery.isPosted(event, Transfer.Kind.CHARGE))
            .findFirst()
            .orElseThrow();
    assertThatThrownBy(() -> statements.requireUnchanged(with(journal, charge)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a statement of the past stays");
  }

  @Test
  void machinesRefuseTwoTasksOnOneDevice() {
    var placed = (Event.AttemptPlaced) first(Event.AttemptPlaced.class);
    var machines = new Machines(_ -> Script.runs(Duration.ofHours(1)));
    var at = journal.getLast().at();
    machines.accept(new Event.Stamped(at, MemberId.PLATFORM, placed));
    var second = new Event.AttemptPlaced(SECOND, placed.placement());
    assertThatThrownBy(() -> machines.accept(new Event.Stamped(at, MemberId.PLATFORM, second)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("would run more than fits");
  }
}
