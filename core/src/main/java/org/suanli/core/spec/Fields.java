package org.suanli.core.spec;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The values of one mapping by the field that they set. Reports what is unknown, not supported,
/// misplaced, or set twice under whatever names.
final class Fields {
  private final Map<Field, Spot> byField = new EnumMap<>(Field.class);

  private Fields() {}

  /// @param at a mapping; anything else is reported and read as empty
  /// @param allowed the fields that may stand here
  static Fields read(Spot at, Set<Field> allowed) {
    var fields = new Fields();
    fields.add(at, allowed);
    return fields;
  }

  Optional<Spot> find(Field field) {
    return Optional.ofNullable(byField.get(field));
  }

  private void add(Spot at, Set<Field> allowed) {
    if (!(at.value() instanceof Document.Mapping(var entries, _))) {
      at.refuse(Fault.NOT_A_MAPPING);
      return;
    }
    for (var entry : entries) {
      var spot = at.member(entry);
      Field.find(entry.key(), allowed)
          .ifPresentOrElse(
              field -> add(field, spot, allowed), () -> refuse(entry.key(), spot, allowed));
    }
  }

  private void add(Field field, Spot spot, Set<Field> allowed) {
    if (spot.value() instanceof Document.Scalar scalar && scalar.isNull()) {
      return;
    }
    var first = byField.putIfAbsent(field, spot);
    if (first == null) {
      if (field == Field.RESOURCES) {
        var inner = EnumSet.copyOf(Field.OF_RESOURCES);
        inner.retainAll(allowed);
        add(spot, inner);
      }
    } else if (first.path().equals(spot.path())) {
      spot.report(Fault.TWICE, spot.path(), first.line());
    } else {
      spot.report(Fault.TWO_NAMES, spot.path(), first.path(), first.line(), field.standard());
    }
  }

  private static void refuse(String key, Spot spot, Set<Field> allowed) {
    var instead = Field.UNSUPPORTED.get(Field.normal(key));
    if (instead != null) {
      spot.report(Fault.UNSUPPORTED, spot.path(), instead);
      return;
    }
    if (Field.find(key, Field.OF_JOB).isPresent()) {
      spot.report(Fault.MISPLACED, spot.path());
      return;
    }
    Field.nearest(key, allowed)
        .ifPresentOrElse(
            near -> spot.report(Fault.UNKNOWN_NEAR, spot.path(), near),
            () -> spot.report(Fault.UNKNOWN, spot.path()));
  }
}
