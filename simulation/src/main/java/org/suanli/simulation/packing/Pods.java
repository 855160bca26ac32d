package org.suanli.simulation.packing;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import org.suanli.simulation.trace.Size;

/// The pods of a workload.
///
/// @param shapes of each pod, by its name, in the workload's order; pods that are alike share one
public record Pods(SequencedMap<String, Shape> shapes) {
  public Pods {
    shapes = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(shapes));
  }

  public static Pods of(SequencedMap<String, Size> sizes) {
    var known = new HashMap<Size, Shape>();
    var shapes = new LinkedHashMap<String, Shape>();
    sizes.forEach(
        (name, size) ->
            shapes.put(name, known.computeIfAbsent(size, each -> Shape.of(known.size(), each))));
    return new Pods(shapes);
  }

  /// The shapes in the workload's own order.
  public List<Shape> all() {
    return List.copyOf(shapes.values());
  }

  /// The shapes of pods that arrive in another order, some of them several times.
  public List<Shape> named(List<String> names) {
    return names.stream().map(name -> Objects.requireNonNull(shapes.get(name), name)).toList();
  }
}
