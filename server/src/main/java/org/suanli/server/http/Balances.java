package org.suanli.server.http;

import java.util.stream.Stream;
import org.suanli.api.Supply;
import org.suanli.core.supply.Fleet;

/// Accelerators by what they are doing.
final class Balances {
  private Balances() {}

  /// One node's devices; the four parts add up to its capacity. Where {@link Fleet#balance} counts
  /// what is left of a shared device as idle, this counts the device as allocated.
  private static Supply.Balance of(Fleet.Slot slot) {
    long capacity = slot.spec().accelerators();
    long allocated = slot.allocatedDevices();
    long foreign = Math.min(slot.foreignDevices(), Long.bitCount(slot.freeDevices()));
    long rest = capacity - allocated - foreign;
    boolean isOffline = slot.state().isOffline();
    return new Supply.Balance(
        allocated,
        slot.allocated().milli(),
        isOffline ? 0 : rest,
        foreign,
        isOffline ? rest : 0,
        capacity);
  }

  static Supply.Balance sum(Stream<Fleet.Slot> slots) {
    return slots
        .map(Balances::of)
        .reduce(
            new Supply.Balance(0, 0, 0, 0, 0, 0),
            (left, right) ->
                new Supply.Balance(
                    left.allocated() + right.allocated(),
                    left.allocatedMilliAccelerators() + right.allocatedMilliAccelerators(),
                    left.idle() + right.idle(),
                    left.foreign() + right.foreign(),
                    left.offline() + right.offline(),
                    left.capacity() + right.capacity()));
  }
}
