package org.suanli.core.supply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.suanli.core.units.Bytes;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.MemberId;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.MilliCpus;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.NodeId;
import org.suanli.core.units.OrganizationId;

class FleetTest {
  private static final OrganizationId OCEAN = new OrganizationId("ocean");
  private static final OrganizationId RIVER = new OrganizationId("river");
  private static final ModelName MAKE_A = new ModelName("make-a");
  private static final ModelName MAKE_B = new ModelName("make-b");

  private final Fleet fleet = new Fleet();

  private static NodeId id(String name) {
    return new NodeId(new ClusterId("east"), name);
  }

  private NodeId add(String name, ModelName model, int accelerators) {
    fleet.add(
        new NodeSpec(
            id(name),
            "block",
            "rack",
            model,
            accelerators,
            new MilliCpus(8_000),
            new Bytes(1_000)));
    return id(name);
  }

  private static Placement.OnNode whole(NodeId node, long devices) {
    return new Placement.OnNode(0, node, devices);
  }

  private static Placement.OnNode share(NodeId node, int device, int milli) {
    return new Placement.OnNode(0, node, 1L << device, new MilliAccelerators(milli));
  }

  private void take(NodeId node, long devices, long milliCpus, long bytes) {
    fleet.take(whole(node, devices), OCEAN, new MilliCpus(milliCpus), new Bytes(bytes));
  }

  private void take(Placement.OnNode task, OrganizationId organization) {
    fleet.take(task, organization, MilliCpus.ZERO, Bytes.ZERO);
  }

  private void give(Placement.OnNode task) {
    fleet.give(task, MilliCpus.ZERO, Bytes.ZERO);
  }

  private static MilliAccelerators devices(int count) {
    return new MilliAccelerators(count * 1_000L);
  }

  @Test
  void whatIsAllocatedIdleForeignAndOfflineIsTheCapacityOfEachMake() {
    var busy = add("n1", MAKE_A, 8);
    var down = add("n2", MAKE_A, 4);
    add("n3", MAKE_B, 64);
    take(busy, 0b111, 0, 0);
    fleet.setForeign(busy, 2);
    take(down, 0b1, 0, 0);
    fleet.setState(down, NodeState.UNKNOWN, "no answer", MemberId.PLATFORM);
    assertThat(fleet.balances())
        .containsEntry(
            MAKE_A, new Fleet.Balance(devices(4), devices(3), devices(2), devices(3), devices(12)))
        .containsEntry(
            MAKE_B,
            new Fleet.Balance(devices(0), devices(64), devices(0), devices(0), devices(64)));
    assertThat(fleet.balance().capacity()).isEqualTo(devices(76));
  }

  @Test
  void aDeviceIsTakenOnce() {
    var node = add("n1", MAKE_A, 8);
    take(node, 0b11, 0, 0);
    assertThatThrownBy(() -> take(node, 0b10, 0, 0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> give(whole(node, 0b100))).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void sharesOfADeviceAreOfOneOrganizationAndAtMostAllOfIt() {
    var node = add("n1", MAKE_A, 8);
    take(share(node, 3, 250), OCEAN);
    take(share(node, 3, 500), OCEAN);
    var slot = fleet.slot(node);
    assertThat(slot.freeDevices()).isEqualTo(0b1111_0111);
    assertThat(slot.allocated()).isEqualTo(new MilliAccelerators(750));
    assertThat(slot.allocatedDevices()).isEqualTo(1);
    assertThatThrownBy(() -> take(share(node, 3, 251), OCEAN))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> take(share(node, 3, 100), RIVER))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> take(whole(node, 0b1000), OCEAN))
        .isInstanceOf(IllegalStateException.class);
    take(share(node, 3, 250), OCEAN);
    assertThat(slot.allocated()).isEqualTo(devices(1));
  }

  @Test
  void aSharedDeviceIsFreeWhenItsLastShareIsBack() {
    var node = add("n1", MAKE_A, 8);
    take(share(node, 0, 250), OCEAN);
    take(share(node, 0, 750), OCEAN);
    give(share(node, 0, 250));
    assertThat(fleet.slot(node).freeDevices()).isEqualTo(0b1111_1110);
    assertThatThrownBy(() -> give(whole(node, 0b1))).isInstanceOf(IllegalStateException.class);
    give(share(node, 0, 750));
    assertThat(fleet.slot(node).freeDevices()).isEqualTo(0b1111_1111);
    assertThat(fleet.slot(node).shares()).isEqualTo(Shares.NONE);
    assertThatThrownBy(() -> give(share(node, 0, 750))).isInstanceOf(IllegalStateException.class);
    take(share(node, 0, 10), RIVER);
  }

  @Test
  void whatIsLeftOfASharedDeviceIsIdleUnlessItsNodeIsOffline() {
    var node = add("n1", MAKE_A, 2);
    take(share(node, 0, 250), OCEAN);
    var left = new MilliAccelerators(1_750);
    var held = new MilliAccelerators(250);
    assertThat(fleet.balance())
        .isEqualTo(new Fleet.Balance(held, left, devices(0), devices(0), devices(2)));
    fleet.setState(node, NodeState.UNKNOWN, "no answer", MemberId.PLATFORM);
    assertThat(fleet.balance())
        .isEqualTo(new Fleet.Balance(held, devices(0), devices(0), left, devices(2)));
  }

  @Test
  void aCopyHasTheSharesOfItsOwn() {
    var node = add("n1", MAKE_A, 2);
    take(share(node, 0, 250), OCEAN);
    var copy = fleet.copy();
    assertThat(copy.isAsFree(fleet)).isTrue();
    take(share(node, 0, 250), OCEAN);
    assertThat(copy.slot(node).allocated()).isEqualTo(new MilliAccelerators(250));
    assertThat(copy.isAsFree(fleet)).isFalse();
  }

  @Test
  void coresAndMemoryDoNotFallBelowZero() {
    var node = add("n1", MAKE_A, 8);
    assertThatThrownBy(() -> take(node, 1, 8_001, 0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> take(node, 2, 0, 1_001)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aRemovedNodeLeavesTheOthersTheirIndexes() {
    var first = add("n1", MAKE_A, 8);
    var second = add("n2", MAKE_A, 8);
    int index = fleet.indexOf(second);
    long structure = fleet.structure();
    fleet.remove(first);
    assertThat(fleet.indexOf(second)).isEqualTo(index);
    assertThat(fleet.contains(first)).isFalse();
    assertThat(fleet.nodes()).extracting(slot -> slot.spec().id()).containsExactly(second);
    assertThat(fleet.specs()).hasSize(1);
    assertThat(fleet.structure()).isGreaterThan(structure);
  }

  @Test
  void aNodeWithTasksIsNotRemoved() {
    var node = add("n1", MAKE_A, 8);
    take(node, 0, 1, 1);
    assertThatThrownBy(() -> fleet.remove(node)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aCopyGoesItsOwnWay() {
    var node = add("n1", MAKE_A, 8);
    var copy = fleet.copy();
    take(node, 0xFF, 0, 0);
    assertThat(copy.balance().idle()).isEqualTo(devices(8));
    copy.remove(node);
    assertThat(fleet.contains(node)).isTrue();
  }
}
