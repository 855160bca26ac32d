package org.suanli.core.engine;

import java.util.LinkedHashMap;
import java.util.List;
import org.suanli.core.scheduling.Policy;

/// Reads events of older versions: gives records the components that they lacked, with what a
/// centre starts with.
final class Upcast {
  private static final List<Added> ADDED =
      List.of(new Added(2, "PolicyChanged", "policy", "preemption", Policy.Preemption.STANDARD));

  /// A component that a record gained.
  ///
  /// @param version the first that has it
  /// @param event the type of the event
  /// @param member of the event, which the record is
  /// @param value that older ones get
  private record Added(int version, String event, String member, String component, Record value) {
    Json to(Json json) {
      if (json instanceof Json.Fields(var fields)
          && fields.get(member) instanceof Json.Fields(var old)) {
        var text = new StringBuilder();
        Codec.write(text, value);
        var grown = new LinkedHashMap<>(old);
        grown.putIfAbsent(component, Json.parse(text.toString()));
        var all = new LinkedHashMap<>(fields);
        all.put(member, new Json.Fields(grown));
        return new Json.Fields(all);
      }
      return json;
    }
  }

  private Upcast() {}

  static Json of(String event, int version, Json json) {
    var now = json;
    for (var added : ADDED) {
      if (version < added.version && event.equals(added.event)) {
        now = added.to(now);
      }
    }
    return now;
  }
}
