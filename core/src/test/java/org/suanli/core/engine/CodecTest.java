package org.suanli.core.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.suanli.core.allocation.Allocation;
import org.suanli.core.allocation.Grant;
import org.suanli.core.allocation.Quota;
import org.suanli.core.allocation.Role;
import org.suanli.core.ledger.Transfer;
import org.suanli.core.lifecycle.JobSignal;
import org.suanli.core.lifecycle.Outcome;
import org.suanli.core.lifecycle.StopCause;
import org.suanli.core.metering.Segment;
import org.suanli.core.scheduling.Policy;
import org.suanli.core.spec.CheckpointPolicy;
import org.suanli.core.spec.Demand;
import org.suanli.core.spec.PriorityClass;
import org.suanli.core.spec.RoleDemand;
import org.suanli.core.supply.ClusterSpec;
import org.suanli.core.supply.Maintenance;
import org.suanli.core.supply.NodeSpec;
import org.suanli.core.supply.NodeState;
import org.suanli.core.supply.Placement;
import org.suanli.core.supply.Precision;
import org.suanli.core.supply.Rating;
import org.suanli.core.units.AllocationId;
import org.suanli.core.units.Amount;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.Bytes;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.JobId;
import org.suanli.core.units.Limit;
import org.suanli.core.units.MaintenanceId;
import org.suanli.core.units.Megaflops;
import org.suanli.core.units.MemberId;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.MilliCpus;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.Money;
import org.suanli.core.units.NodeId;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.ProgrammeId;
import org.suanli.core.units.ProjectId;
import org.suanli.core.units.Window;

class CodecTest {
  /// The bytes of each version. Those of an earlier one are never written again.
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  private static final Instant T0 = Instant.parse("2026-03-01T08:00:00.250Z");
  private static final ClusterId CLUSTER = new ClusterId("north");
  private static final NodeId NODE = new NodeId(CLUSTER, "n-01");
  private static final ModelName MODEL = new ModelName("Ascend 910B2");
  private static final OrganizationId OCEAN = new OrganizationId("ocean");
  private static final ProjectId PROJECT = new ProjectId(OCEAN, "language");
  private static final JobId JOB = new JobId(7);
  private static final AttemptId ATTEMPT = new AttemptId(JOB, 2);
  private static final AllocationId ALLOCATION = new AllocationId(3);
  private static final Window DAY = new Window(T0, T0.plus(Duration.ofDays(1)));
  private static final Amount AMOUNT = new Amount(Amount.Unit.NANO_PFLOPS_HOURS, 12_345_678_901L);

  private static List<Event> samples() {
    var role =
        new RoleDemand(
            "worker",
            2,
            new MilliAccelerators(8_000),
            new MilliCpus(96_000),
            new Bytes(512L << 30));
    var demand =
        new Demand(
            new Demand.Shape(
                List.of(role),
                List.of(MODEL),
                Optional.of(CLUSTER),
                Limit.atMost(Duration.ofHours(3))),
            PriorityClass.STANDARD,
            -5,
            3,
            new CheckpointPolicy(Optional.of(Duration.ofMinutes(10)), Duration.ofSeconds(30)),
            List.of(new JobId(5), new JobId(6)),
            true);
    var unbounded =
        new Demand(
            new Demand.Shape(List.of(role), List.of(), Optional.empty(), Limit.unlimited()),
            PriorityClass.SPOT,
            0,
            0,
            CheckpointPolicy.none(),
            List.of(),
            false);
    var member = new MemberId(4);
    return List.of(
        new Event.ClusterAttached(
            new ClusterSpec(CLUSTER, "yizhuang", ClusterSpec.Kind.LOCAL, false, true)),
        new Event.ClusterDetached(CLUSTER),
        new Event.NodeAdded(
            new NodeSpec(NODE, "b1", "r1", MODEL, 8, new MilliCpus(192_000), new Bytes(1L << 40))),
        new Event.NodeRemoved(NODE),
        new Event.NodeStateChanged(NODE, NodeState.DOWN, "no \"answer\"\nsince 08:00 \\ 机房"),
        new Event.ForeignUseSeen(NODE, 2),
        new Event.MaintenancePlanned(
            new Maintenance(new MaintenanceId(1), NODE, DAY, "new firmware")),
        new Event.MaintenanceEnded(new MaintenanceId(1)),
        new Event.RatingPublished(
            new Rating(MODEL, Precision.values()[0], new Megaflops(353_900_000), 2, "data sheet")),
        new Event.PricePublished(1, new Money(1_200_000)),
        new Event.OrganizationSet(OCEAN, 10),
        new Event.ProjectAdded(PROJECT),
        new Event.ProjectRemoved(PROJECT),
        new Event.MemberSet(member, Role.ADMIN, Optional.of(OCEAN)),
        new Event.MemberRemoved(member),
        new Event.QuotaSet(
            new Allocation.Owner.OfProject(PROJECT),
            new Quota(new MilliAccelerators(8_000), Limit.atMost(new MilliAccelerators(64_000)))),
        new Event.QuotaSet(new Allocation.Owner.OfOrganization(OCEAN), Quota.NONE),
        new Event.ProgrammeOpened(new ProgrammeId("vouchers")),
        new Event.AllocationGranted(
            new Allocation(
                ALLOCATION,
                new Allocation.Owner.OfOrganization(OCEAN),
                new ProgrammeId("vouchers"),
                Optional.of(new AllocationId(1)),
                new Grant.PflopsHours(AMOUNT),
                DAY)),
        new Event.AllocationClosed(ALLOCATION),
        new Event.JobSubmitted(JOB, PROJECT, member, demand, "ab".repeat(32)),
        new Event.JobSubmitted(new JobId(8), PROJECT, member, unbounded, "cd".repeat(32)),
        new Event.StartPromised(JOB, T0),
        new Event.RoomKept(JOB, new Placement(MODEL, List.of(new Placement.OnNode(0, NODE, 255)))),
        new Event.PromiseWithdrawn(JOB),
        new Event.AttemptPlaced(
            ATTEMPT,
            new Placement(
                MODEL,
                List.of(
                    new Placement.OnNode(0, NODE, 255),
                    new Placement.OnNode(0, new NodeId(CLUSTER, "n-02"), 255)))),
        new Event.AttemptPlaced(
            ATTEMPT,
            new Placement(
                MODEL, List.of(new Placement.OnNode(0, NODE, 8, new MilliAccelerators(250))))),
        new Event.AttemptStarted(ATTEMPT),
        new Event.CheckpointSaved(ATTEMPT),
        new Event.TaskEnded(ATTEMPT, 1, new Event.TaskEnding.Exited(137, T0)),
        new Event.TaskEnded(ATTEMPT, 0, new Event.TaskEnding.Lost("node n-01 is down", T0)),
        new Event.StopRequested(ATTEMPT, StopCause.PREEMPTED, T0),
        new Event.KillRequested(ATTEMPT),
        new Event.AttemptEnded(ATTEMPT, Outcome.PLATFORM_FAULT, T0),
        new Event.JobMoved(JOB, JobSignal.ATTEMPT_TO_REPEAT, Optional.of(T0)),
        new Event.PeriodOpened(ATTEMPT, ALLOCATION, T0),
        new Event.Posted(
            new Transfer(
                Transfer.Kind.CHARGE,
                ALLOCATION,
                AMOUNT,
                Optional.of(ATTEMPT),
                Optional.of(new Segment(MODEL, new MilliAccelerators(16_000), DAY)),
                2)),
        new Event.PolicyChanged(
            1,
            Policy.STANDARD
                .withOrder(Policy.Order.SHORTEST_FIRST)
                .withBackfill(Policy.Backfill.NONE)
                .withPreemption(
                    new Policy.Preemption(Duration.ofMinutes(7), Duration.ofSeconds(90)))),
        new Event.CentreRestored(1));
  }

  private static String line(Event event) {
    return Codec.typeOf(event) + " " + new String(Codec.encode(event), UTF_8);
  }

  private static Path golden(int version) {
    return GOLDEN.resolve("events-v" + version + ".txt");
  }

  /// Events as an earlier version, which lacked some of it, told them.
  private static Event asOf(int version, Event event) {
    return event instanceof Event.PolicyChanged(int number, var policy) && version < 2
        ? new Event.PolicyChanged(number, policy.withPreemption(Policy.Preemption.STANDARD))
        : event;
  }

  /// The first version knew whole devices alone.
  private static boolean isTold(int version, Event event) {
    return version > 1
        || !(event instanceof Event.AttemptPlaced(_, var placement))
        || placement.tasks().stream()
            .allMatch(task -> task.share().equals(MilliAccelerators.DEVICE));
  }

  @Test
  void theBytesOfThePresentVersionStayAsTheyAre() throws IOException {
    var lines = samples().stream().map(CodecTest::line).toList();
    if (Boolean.getBoolean("golden.update")) {
      Files.write(golden(Codec.VERSION), lines);
    }
    assertThat(lines).isEqualTo(Files.readAllLines(golden(Codec.VERSION)));
  }

  @Test
  void everyEventHasASample() {
    var want = Arrays.stream(Event.class.getPermittedSubclasses()).map(Class::getSimpleName);
    assertThat(samples().stream().map(Codec::typeOf).distinct())
        .containsExactlyInAnyOrderElementsOf(want.toList());
  }

  @Test
  void whatIsReadFromEveryVersionIsWhatWasWritten() throws IOException {
    for (int version = 1; version <= Codec.VERSION; version++) {
      int reader = version;
      var want = samples().stream().filter(event -> isTold(reader, event)).iterator();
      for (var line : Files.readAllLines(golden(version))) {
        int space = line.indexOf(' ');
        var bytes = line.substring(space + 1).getBytes(UTF_8);
        assertThat(Codec.decode(line.substring(0, space), version, bytes))
            .as("version %d", version)
            .isEqualTo(asOf(version, want.next()));
      }
      assertThat(want.hasNext()).isFalse();
    }
  }

  @Test
  void whatAVersionLacksIsNotLackedByALaterOne() {
    var lacking =
        "{\"version\":1,\"policy\":{\"order\":\"FAIR_SHARE\",\"backfill\":\"EASY\",\"usageHalfLife\":604800000}}"
            .getBytes(UTF_8);
    assertThat(Codec.decode("PolicyChanged", 1, lacking))
        .isEqualTo(new Event.PolicyChanged(1, Policy.STANDARD));
    assertThatThrownBy(() -> Codec.decode("PolicyChanged", 2, lacking))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The Policy has no member preemption.");
  }

  @Test
  void anUnknownTypeOrVersionStopsTheReader() {
    assertThatThrownBy(() -> Codec.decode("Teleported", 1, "{}".getBytes(UTF_8)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Teleported");
    assertThatThrownBy(
            () -> Codec.decode("AttemptStarted", Codec.VERSION + 1, "{}".getBytes(UTF_8)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void damagedBytesAreRefused() {
    for (var bad :
        List.of(
            "",
            "{",
            "{}",
            "[]",
            "{\"node\":7}",
            "{\"node\":{\"cluster\":\"north\",\"name\":\"n\"},\"devices\":1.5}",
            "{\"node\":{\"cluster\":\"north\",\"name\":\"n\"},\"devices\":1,\"more\":2}",
            "{\"node\":{\"cluster\":\"north\",\"name\":\"n\"},\"devices\":1}x")) {
      assertThatThrownBy(() -> Codec.decode("ForeignUseSeen", 1, bad.getBytes(UTF_8)))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
