package org.suanli.simulation.oracle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.suanli.core.supply.NodeSpec;

/// The order of the nodes that a published packing drew: the pods are shuffled, copies of some are
/// drawn until enough have arrived, and then the nodes get numbers.
final class DrawnOrder {
  /// Draws between the copies and the nodes: with so many the nodes are those of a published log.
  private static final int BETWEEN = 10;

  private final GoRandom random;

  private DrawnOrder(GoRandom random) {
    this.random = random;
  }

  /// Empty if the seed does not draw these arrivals.
  ///
  /// @param pods the names of the workload
  /// @param arrivals the same as they arrive, and then the originals of copies
  static Optional<DrawnOrder> of(int seed, Collection<String> pods, List<String> arrivals) {
    var random = new GoRandom(seed);
    random.nextLong();
    var names = pods.stream().sorted().toList();
    var drawn = new ArrayList<>(names);
    random.shuffle(drawn);
    while (drawn.size() < arrivals.size()) {
      drawn.add(names.get(random.nextInt(names.size())));
    }
    if (!drawn.equals(arrivals)) {
      return Optional.empty();
    }
    // One more, which would have been too many.
    random.nextInt(names.size());
    for (int draw = 0; draw < BETWEEN; draw++) {
      random.nextLong();
    }
    return Optional.of(new DrawnOrder(random));
  }

  /// Nodes by their numbers; to be asked once.
  List<NodeSpec> nodes(List<NodeSpec> fleet) {
    var nodes = fleet.stream().sorted(Comparator.comparing(node -> node.id().name())).toList();
    var numbers = random.permutation(nodes.size());
    var numbered = new NodeSpec[nodes.size()];
    for (int index = 0; index < numbered.length; index++) {
      numbered[numbers[index]] = nodes.get(index);
    }
    return Arrays.asList(numbered);
  }
}
