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

class FleetTest {
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

  private static MilliAccelerators devices(int count) {
    return new MilliAccelerators(count * 1_000L);
  }

  @Test
  void whatIsAllocatedIdleForeignAndOfflineIsTheCapacityOfEachMake() {
    var busy = add("n1", MAKE_A, 8);
    var down = add("n2", MAKE_A, 4);
    add("n3", MAKE_B, 64);
    fleet.take(busy, 0b111, 0, 0);
    fleet.setForeign(busy, 2);
    fleet.take(down, 0b1, 0, 0);
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
    fleet.take(node, 0b11, 0, 0);
    assertThatThrownBy(() -> fleet.take(node, 0b10, 0, 0))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> fleet.give(node, 0b100, 0, 0))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void coresAndMemoryDoNotFallBelowZero() {
    var node = add("n1", MAKE_A, 8);
    assertThatThrownBy(() -> fleet.take(node, 1, 8_001, 0))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> fleet.take(node, 2, 0, 1_001))
        .isInstanceOf(IllegalStateException.class);
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
    fleet.take(node, 0, 1, 1);
    assertThatThrownBy(() -> fleet.remove(node)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aCopyGoesItsOwnWay() {
    var node = add("n1", MAKE_A, 8);
    var copy = fleet.copy();
    fleet.take(node, 0xFF, 0, 0);
    assertThat(copy.balance().idle()).isEqualTo(devices(8));
    copy.remove(node);
    assertThat(fleet.contains(node)).isTrue();
  }
}
