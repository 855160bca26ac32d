package org.suanli.server.journal;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.suanli.core.engine.Event;
import org.suanli.core.supply.NodeState;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.MemberId;
import org.suanli.core.units.NodeId;
import org.suanli.core.units.OrganizationId;

/// Events for the journal, each different from the others.
final class Events {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00.001Z");

  private Events() {}

  static List<Event.Stamped> some(int count) {
    return IntStream.range(0, count).mapToObj(Events::organization).toList();
  }

  static Event.Stamped organization(int number) {
    return new Event.Stamped(
        START.plusMillis(number),
        new MemberId(number % 7),
        new Event.OrganizationSet(new OrganizationId("organization-" + number), 1 + number % 5));
  }

  /// @param characters about the size of its body
  static Event.Stamped bulky(int number, int characters) {
    return new Event.Stamped(
        START.plusMillis(number),
        MemberId.PLATFORM,
        new Event.NodeStateChanged(
            new NodeId(new ClusterId("c"), "n" + number), NodeState.DOWN, "x".repeat(characters)));
  }
}
