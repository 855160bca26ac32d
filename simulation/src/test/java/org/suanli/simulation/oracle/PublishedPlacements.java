package org.suanli.simulation.oracle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.suanli.simulation.trace.Table;

/// The log of a published packing: where each pod went.
///
/// The authors' simulator puts a number of four digits before the name of each node, drawn by
/// chance, and takes the lowest of equal nodes.
///
/// @param nodes of each arrival, by its numbered name; empty if it was dropped
record PublishedPlacements(List<Optional<String>> nodes) {
  private static final Pattern PLACED = Pattern.compile(".* is scheduled to node\\((.*)\\)");
  private static final String ARRIVED = "] attempt to create pod(";
  private static final int NUMBER_LENGTH = "0000-".length();

  PublishedPlacements {
    nodes = List.copyOf(nodes);
  }

  static PublishedPlacements read(Path log) {
    var nodes = new ArrayList<Optional<String>>();
    try (var lines = Table.open(log)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.contains(ARRIVED)) {
          nodes.add(Optional.empty());
        }
        var placed = PLACED.matcher(line);
        if (placed.matches() && !nodes.isEmpty()) {
          nodes.set(nodes.size() - 1, Optional.of(placed.group(1)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The file (" + log + ") must be readable.", e);
    }
    return new PublishedPlacements(nodes);
  }

  /// The names of the nodes where something went, in the order of their numbers.
  Collection<String> order() {
    return new TreeSet<>(nodes.stream().flatMap(Optional::stream).toList())
        .stream().map(PublishedPlacements::name).toList();
  }

  /// The names of the nodes where each pod went.
  List<Optional<String>> names() {
    return nodes.stream().map(node -> node.map(PublishedPlacements::name)).toList();
  }

  private static String name(String numbered) {
    return numbered.substring(NUMBER_LENGTH);
  }
}
