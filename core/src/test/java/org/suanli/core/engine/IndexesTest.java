package org.suanli.core.engine;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.suanli.core.allocation.Allocation;
import org.suanli.core.allocation.Grant;
import org.suanli.core.lifecycle.AttemptState;
import org.suanli.core.scheduling.Promise;
import org.suanli.core.spec.CheckpointPolicy;
import org.suanli.core.spec.Demand;
import org.suanli.core.spec.PriorityClass;
import org.suanli.core.spec.RoleDemand;
import org.suanli.core.supply.ClusterSpec;
import org.suanli.core.supply.NodeSpec;
import org.suanli.core.supply.Placement;
import org.suanli.core.units.AllocationId;
import org.suanli.core.units.Amount;
import org.suanli.core.units.Bytes;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.JobId;
import org.suanli.core.units.Limit;
import org.suanli.core.units.MemberId;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.MilliCpus;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.NodeId;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.ProgrammeId;
import org.suanli.core.units.ProjectId;
import org.suanli.core.units.Window;

/// An index that does not follow from the rest of the state is noticed.
class IndexesTest {
  private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");
  private static final NodeId NODE = new NodeId(new ClusterId("east"), "n1");
  private static final ProjectId PROJECT = new ProjectId(new OrganizationId("ocean"), "main");
  private static final JobId RUNNING = new JobId(1);
  private static final JobId WAITING = new JobId(2);

  private final State state = anyState();

  /// One job runs, one waits for room, one for the first.
  private static State anyState() {
    var engine = new Engine(new State());
    var owner = new Allocation.Owner.OfOrganization(PROJECT.organization());
    var amount = new Amount(Amount.Unit.MILLI_ACCELERATOR_MILLIS, 1L << 50);
    var model = new ModelName("make-a");
    for (var command :
        List.of(
            new Command.AttachCluster(
                new ClusterSpec(NODE.cluster(), "site-1", ClusterSpec.Kind.LOCAL, false, false)),
            new Command.AddNode(
                new NodeSpec(NODE, "b", "r", model, 8, new MilliCpus(8_000), new Bytes(1L << 40))),
            new Command.SetOrganization(PROJECT.organization(), 1),
            new Command.AddProject(PROJECT),
            new Command.OpenProgramme(new ProgrammeId("spring")),
            new Command.GrantAllocation(
                owner,
                new ProgrammeId("spring"),
                Optional.empty(),
                new Grant.CardHours(List.of(model), amount),
                new Window(NOW, NOW.plus(Duration.ofDays(9)))),
            job(List.of()),
            new Command.Advance(),
            job(List.of()),
            job(List.of(RUNNING)),
            new Command.Advance())) {
      var answer = engine.execute(command, new MemberId(1), NOW);
      if (answer instanceof Answer.Refused(var rejected)) {
        throw new IllegalStateException(rejected.toString());
      }
    }
    return engine.state();
  }

  private static Command job(List<JobId> dependencies) {
    var role =
        new RoleDemand(
            "worker", 1, new MilliAccelerators(7_000), new MilliCpus(1_000), new Bytes(1));
    var shape =
        new Demand.Shape(
            List.of(role), List.of(), Optional.empty(), Limit.atMost(Duration.ofHours(1)));
    var demand =
        new Demand(
            shape, PriorityClass.STANDARD, 0, 0, CheckpointPolicy.none(), dependencies, false);
    return new Command.Submit(PROJECT, demand, "0".repeat(64));
  }

  @Test
  void whatTheEventsMadeIsIndexed() {
    assertThatCode(state::requireIndexed).doesNotThrowAnyException();
    assertThatCode(() -> state.copy().requireIndexed()).doesNotThrowAnyException();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("breaks")
  void aBrokenIndexIsNoticed(String name, Consumer<State> broken) {
    broken.accept(state);
    assertThatThrownBy(state::requireIndexed)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("must ");
  }

  private static void take(State state, long devices, MilliCpus cpus) {
    state.fleet.take(
        new Placement.OnNode(0, NODE, devices), PROJECT.organization(), cpus, Bytes.ZERO);
  }

  private static Arguments broken(String name, Consumer<State> how) {
    return Arguments.of(name, how);
  }

  static Stream<Arguments> breaks() {
    return Stream.of(
        broken("a job that left the queue", s -> s.queue.remove(s.job(WAITING).waiting())),
        broken(
            "a promise that the queue does not know",
            s -> s.job(WAITING).promised = new Promise(NOW, Optional.empty())),
        broken("a backoff that nobody wakes up for", s -> s.job(WAITING).notBefore = NOW),
        broken("a job that runs unseen", s -> s.running.clear()),
        broken(
            "a kill that is not on the agenda",
            s -> s.job(RUNNING).attempt().orElseThrow().state = AttemptState.STOPPING),
        broken("a dependent that is forgotten", s -> s.dependents.clear()),
        broken("a device that nobody holds", s -> take(s, 1L << 7, MilliCpus.ZERO)),
        broken("a core that nobody holds", s -> take(s, 0, new MilliCpus(1))),
        broken("a sum of an organization", s -> s.tenant(PROJECT.organization()).held++),
        broken(
            "a sum of a project",
            s -> State.project(s.tenant(PROJECT.organization()), PROJECT).held++),
        broken(
            "an allocation that its organization does not know to be closed",
            s -> s.books.close(new AllocationId(1))),
        broken(
            "an allocation that its organization forgot",
            s -> s.tenant(PROJECT.organization()).allocations.clear()));
  }
}
